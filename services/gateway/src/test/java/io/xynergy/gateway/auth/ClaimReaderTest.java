package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What claims may look like. */
final class ClaimReaderTest {

    private static ClaimReader read(String json) {
        return new ClaimReader(Objects.requireNonNull(JsonObject.read(json)));
    }

    @Test
    void whatIsAbsentOrNullIsNoFault() {
        ClaimReader claims = read("{\"b\":null}");

        assertThat(claims.text("a")).isNull();
        assertThat(claims.text("b")).isNull();
        assertThat(claims.names("a").values()).isEmpty();
        assertThat(claims.seconds("a")).isNaN();
        assertThat(claims.audiences()).isEmpty();
        assertThat(claims.isFaulty()).isFalse();
    }

    @Test
    void wholeNumbersAreTexts() {
        assertThat(read("{\"org\":42}").text("org")).isEqualTo("42");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "1.5",
                "{}",
                "[]",
                "\"a\\u0000b\"",
                "\"a\\nb\"",
                "\"a\\u007fb\"",
                "\"a\\u0085b\"",
                "\"\\ud800\"",
                "\"a\\udc00\""
            })
    void whatCannotBeSentIsAFault(String value) {
        ClaimReader claims = read("{\"a\":" + value + "}");

        assertThat(claims.text("a")).isNull();
        assertThat(claims.isFaulty()).isTrue();
    }

    @Test
    void textsHaveABound() {
        assertThat(read("{\"a\":\"" + "x".repeat(128) + "\"}").text("a")).hasSize(128);
        ClaimReader claims = read("{\"a\":\"" + "x".repeat(129) + "\"}");
        assertThat(claims.text("a")).isNull();
        assertThat(claims.isFaulty()).isTrue();
    }

    @Test
    void aDotLeadsIntoANestedObject() {
        ClaimReader claims = read("{\"realm_access\":{\"roles\":[\"admin\"]}}");

        assertThat(claims.names("realm_access.roles").values()).containsExactly("admin");
        assertThat(claims.names("realm_access.groups").values()).isEmpty();
        assertThat(claims.names("realm_access.roles.more").values()).isEmpty();
        assertThat(claims.isFaulty()).isFalse();
    }

    @Test
    void aNameWithDotsIsLookedForAsAWholeFirst() {
        ClaimReader claims =
                read(
                        "{\"https://id.example/roles\":[\"a\"],\"x.y\":\"whole\",\"x\":{\"y\":\"b\"}}");

        assertThat(claims.names("https://id.example/roles").values()).containsExactly("a");
        assertThat(claims.text("x.y")).isEqualTo("whole");
    }

    @Test
    void nestedNamesMayHaveDotsThemselves() {
        assertThat(read("{\"a\":{\"b.c\":{\"d\":\"x\"}}}").text("a.b.c.d")).isEqualTo("x");
    }

    @Test
    void namesAreAListOrOneText() {
        assertThat(read("{\"r\":[\"a\",\"b c\",\"\"]}").names("r").values())
                .containsExactly("a", "b c");
        assertThat(read("{\"r\":\"a b\"}").names("r").values()).containsExactly("a b");
    }

    @Test
    void scopesAreAListOrATextWithSpaces() {
        assertThat(read("{\"s\":\"a  b \"}").spacedNames("s").values()).containsExactly("a", "b");
        assertThat(read("{\"s\":[\"a\",\"b\"]}").spacedNames("s").values())
                .containsExactly("a", "b");
        assertThat(read("{\"s\":\"\"}").spacedNames("s").values()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "true", "1", "[{}]", "[[\"a\"]]", "[true]", "[\"a\\u0000\"]"})
    void listsOfAnythingElseAreAFault(String value) {
        ClaimReader claims = read("{\"r\":" + value + "}");

        assertThat(claims.names("r").values()).isEmpty();
        assertThat(claims.isFaulty()).isTrue();
    }

    @Test
    void listsHaveABoundBeyondWhichTheyAreIncomplete() {
        String most = "\"r\",".repeat(499) + "\"r\"";
        Names all = read("{\"r\":[" + most + "]}").names("r");
        Names list = read("{\"r\":[" + most + ",\"s\"]}").names("r");
        Names text = read("{\"r\":\"" + "r ".repeat(501) + "\"}").spacedNames("r");

        assertThat(all.values()).hasSize(500);
        assertThat(all.complete()).isTrue();
        assertThat(list.values()).hasSize(500).doesNotContain("s");
        assertThat(list.complete()).isFalse();
        assertThat(text.values()).hasSize(500);
        assertThat(text.complete()).isFalse();
    }

    @Test
    void aNameThatNoRouteCanAskForIsLeftOut() {
        String distinguished = "CN=" + "x".repeat(126);
        Names names = read("{\"r\":[\"a\",\"" + distinguished + "\",\"b\"]}").names("r");

        assertThat(names.values()).containsExactly("a", "b");
        assertThat(names.complete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"_claim_names\":{\"groups\":\"src1\"},\"_claim_sources\":{\"src1\":{\"endpoint\":\"https://graph.example\"}}}",
                "{\"hasgroups\":true}"
            })
    void namesThatTheTokenOnlyPointsToAreIncomplete(String json) {
        ClaimReader claims = read(json);

        assertThat(claims.names("groups")).isEqualTo(new Names(List.of(), false));
        assertThat(claims.names("roles")).isEqualTo(Names.of());
        assertThat(claims.isFaulty()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "true", "1e300", "-1e300", "[1]"})
    void timesAreNumbersThatClocksReach(String value) {
        ClaimReader claims = read("{\"exp\":" + value + "}");

        assertThat(claims.seconds("exp")).isNaN();
        assertThat(claims.isFaulty()).isTrue();
    }

    @Test
    void timesMayHaveFractions() {
        assertThat(read("{\"exp\":1700000000.5}").seconds("exp")).isEqualTo(1700000000.5);
    }

    @Test
    void audiencesAreTexts() {
        assertThat(read("{\"aud\":\"a\"}").audiences()).containsExactly("a");
        assertThat(read("{\"aud\":[\"a\",\"b\"]}").audiences()).containsExactly("a", "b");
        ClaimReader claims = read("{\"aud\":[\"a\",1]}");
        assertThat(claims.audiences()).containsExactly("a");
        assertThat(claims.isFaulty()).isTrue();
    }
}
