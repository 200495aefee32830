package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What claims may look like. */
final class ClaimReaderTest {

    private static ClaimReader read(String json) {
        try {
            Map<String, Object> claims = JSONObjectUtils.parse(json);
            return new ClaimReader(claims);
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void whatIsAbsentOrNullIsNoFault() {
        ClaimReader claims = read("{\"b\":null}");

        assertThat(claims.text("a")).isNull();
        assertThat(claims.text("b")).isNull();
        assertThat(claims.names("a")).isEmpty();
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

        assertThat(claims.names("realm_access.roles")).containsExactly("admin");
        assertThat(claims.names("realm_access.groups")).isEmpty();
        assertThat(claims.names("realm_access.roles.more")).isEmpty();
        assertThat(claims.isFaulty()).isFalse();
    }

    @Test
    void aNameWithDotsIsLookedForAsAWholeFirst() {
        ClaimReader claims =
                read(
                        "{\"https://id.example/roles\":[\"a\"],\"x.y\":\"whole\",\"x\":{\"y\":\"b\"}}");

        assertThat(claims.names("https://id.example/roles")).containsExactly("a");
        assertThat(claims.text("x.y")).isEqualTo("whole");
    }

    @Test
    void nestedNamesMayHaveDotsThemselves() {
        assertThat(read("{\"a\":{\"b.c\":{\"d\":\"x\"}}}").text("a.b.c.d")).isEqualTo("x");
    }

    @Test
    void namesAreAListOrOneText() {
        assertThat(read("{\"r\":[\"a\",\"b c\",\"\"]}").names("r")).containsExactly("a", "b c");
        assertThat(read("{\"r\":\"a b\"}").names("r")).containsExactly("a b");
    }

    @Test
    void scopesAreAListOrATextWithSpaces() {
        assertThat(read("{\"s\":\"a  b \"}").spacedNames("s")).containsExactly("a", "b");
        assertThat(read("{\"s\":[\"a\",\"b\"]}").spacedNames("s")).containsExactly("a", "b");
        assertThat(read("{\"s\":\"\"}").spacedNames("s")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "true", "1", "[{}]", "[[\"a\"]]", "[true]", "[\"a\\u0000\"]"})
    void listsOfAnythingElseAreAFault(String value) {
        ClaimReader claims = read("{\"r\":" + value + "}");

        assertThat(claims.names("r")).isEmpty();
        assertThat(claims.isFaulty()).isTrue();
    }

    @Test
    void listsHaveABound() {
        String hundred = "\"r\",".repeat(99) + "\"r\"";
        assertThat(read("{\"r\":[" + hundred + "]}").names("r")).hasSize(100);

        ClaimReader list = read("{\"r\":[" + hundred + ",\"r\"]}");
        ClaimReader text = read("{\"r\":\"" + "r ".repeat(101) + "\"}");
        assertThat(list.names("r")).isEmpty();
        assertThat(text.spacedNames("r")).isEmpty();
        assertThat(list.isFaulty()).isTrue();
        assertThat(text.isFaulty()).isTrue();
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
