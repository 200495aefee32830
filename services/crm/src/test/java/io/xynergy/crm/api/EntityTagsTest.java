package io.xynergy.crm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.WritableHeaders;
import io.xynergy.kit.error.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, sections 8.8.3, 13.1.1 and 13.1.2. */
class EntityTagsTest {

    private static ServerRequestHeaders headers(HeaderName name, String... values) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(name, values);
        return ServerRequestHeaders.create(headers);
    }

    private static int status(HeaderName name, String... values) {
        try {
            EntityTags.checkChange(headers(name, values), 7);
            return 200;
        } catch (ProblemException e) {
            return e.problem().status();
        }
    }

    @Test
    void ifMatchComparesStrongly() {
        assertThat(status(HeaderNames.IF_MATCH, "\"7\"")).isEqualTo(200);
        assertThat(status(HeaderNames.IF_MATCH, "\"6\" , \"7\"")).isEqualTo(200);
        assertThat(status(HeaderNames.IF_MATCH, "\"6\"", "\"7\"")).isEqualTo(200);
        assertThat(status(HeaderNames.IF_MATCH, " * ")).isEqualTo(200);
        assertThat(status(HeaderNames.IF_MATCH, "W/\"7\"")).isEqualTo(412);
        assertThat(status(HeaderNames.IF_MATCH, "\"77\"")).isEqualTo(412);
    }

    @Test
    void ifNoneMatchComparesWeakly() {
        assertThat(status(HeaderNames.IF_NONE_MATCH, "\"6\"")).isEqualTo(200);
        assertThat(status(HeaderNames.IF_NONE_MATCH, "\"7\"")).isEqualTo(412);
        assertThat(status(HeaderNames.IF_NONE_MATCH, "W/\"7\"")).isEqualTo(412);
        assertThat(status(HeaderNames.IF_NONE_MATCH, "*")).isEqualTo(412);
        assertThat(EntityTags.isKnown(headers(HeaderNames.IF_NONE_MATCH, "W/\"7\""), 7)).isTrue();
        assertThat(EntityTags.isKnown(headers(HeaderNames.IF_NONE_MATCH, "\"8\""), 7)).isFalse();
        assertThat(EntityTags.isKnown(headers(HeaderNames.ACCEPT, "x"), 7)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "\"7",
                "\"7\" \"8\"",
                "\"7\",,\"8\"",
                "*, \"7\"",
                "w/\"7\"",
                "\"7\" x"
            })
    void whatIsNoListOfTagsIsRefused(String value) {
        assertThatThrownBy(() -> EntityTags.checkChange(headers(HeaderNames.IF_MATCH, value), 7))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(400));
    }
}
