package io.xynergy.crm.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.kit.error.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    private static IdempotencyKey key(String header, String request, String body) {
        return IdempotencyKey.of(header, request, body.getBytes(UTF_8));
    }

    @Test
    void aKeyIsTheSameWithAndWithoutQuotes() {
        String text = "8e03978e-40d5-43dd-bc93-6894a57f9324";
        assertThat(key(text, "POST /", "").key()).isEqualTo(text);
        assertThat(key('"' + text + '"', "POST /", "").key()).isEqualTo(text);
        assertThat(key("\"with space\"", "POST /", "").key()).isEqualTo("with space");
        assertThat(key("!", "POST /", "").key()).isEqualTo("!");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"",
                "\"\"",
                "a b",
                "\"a",
                "a\"b",
                "a\\b",
                "\"a\\\"b\"",
                "ä",
                "a\u0007"
            })
    void whatIsNoKeyIsRefused(String header) {
        assertThatThrownBy(() -> key(header, "POST /", "")).isInstanceOf(ProblemException.class);
    }

    @Test
    void aKeyIsBounded() {
        assertThat(key("k".repeat(255), "POST /", "").key()).hasSize(255);
        assertThatThrownBy(() -> key("k".repeat(256), "POST /", ""))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void requestsThatDifferHaveOtherDigests() {
        byte[] one = key("k", "POST /contacts", "{}").request();
        assertThat(key("l", "POST /contacts", "{}").request()).isEqualTo(one);
        assertThat(key("k", "POST /contacts/batch", "{}").request()).isNotEqualTo(one);
        assertThat(key("k", "POST /contacts", "{ }").request()).isNotEqualTo(one);
    }
}
