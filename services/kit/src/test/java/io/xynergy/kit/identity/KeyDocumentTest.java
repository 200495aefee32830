package io.xynergy.kit.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.kit.testing.TestCallers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which documents of keys are read, and as what. */
final class KeyDocumentTest {

    private final SigningKey key = TestCallers.newKey();
    private final SigningKey other = TestCallers.newKey();

    private static List<SigningKey> readPrivate(String document) {
        return KeyDocument.readPrivate(document.getBytes(StandardCharsets.UTF_8));
    }

    private static List<PublicKeyEntry> readPublic(String document) {
        return KeyDocument.readPublic(document.getBytes(StandardCharsets.UTF_8));
    }

    private void assertRefused(List<SigningKey> keys, String message) {
        assertThatThrownBy(() -> readPrivate(KeyDocument.ofPrivate(keys)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        List<PublicKeyEntry> published = keys.stream().map(SigningKey::publicPart).toList();
        assertThatThrownBy(() -> readPublic(KeyDocument.ofPublic(published)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void whatIsWrittenIsRead() {
        List<SigningKey> keys = List.of(key, other);
        assertThat(readPrivate(KeyDocument.ofPrivate(keys))).isEqualTo(keys);
        List<PublicKeyEntry> published = List.of(key.publicPart(), other.publicPart());
        assertThat(readPublic(KeyDocument.ofPublic(published))).isEqualTo(published);
    }

    @Test
    void oneNameIsOneKey() {
        SigningKey sameName = new SigningKey(key.id(), other.from(), other.x(), other.d());
        String message = "kid " + key.id() + ": there are two keys of this name";
        assertRefused(List.of(key, sameName), message);
        assertRefused(List.of(key, key), message);
    }

    @Test
    void aMemberThatComesTwiceIsRefused() {
        String one = KeyDocument.ofPrivate(List.of(key));
        String list = one.substring(one.indexOf('['), one.lastIndexOf(']') + 1);
        String twice = "{\"keys\":" + list + ",\"keys\":" + list + "}";
        assertThatThrownBy(() -> readPrivate(twice))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keys")
                .hasMessageNotContaining(key.d());
        String twoNames = one.replace("\"kid\":", "\"kid\":\"other\",\"kid\":");
        assertThatThrownBy(() -> readPrivate(twoNames))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(key.d());
    }

    @Test
    void nothingButJsonIsRead() {
        String json = KeyDocument.ofPrivate(List.of(key));
        for (String document :
                List.of(
                        "keys:\n- " + json.substring(json.indexOf('[') + 1, json.indexOf(']')),
                        json.replace("\"keys\"", "keys"),
                        json.replace("]}", "],}"),
                        "# comment\n" + json,
                        json + json,
                        "")) {
            assertThatThrownBy(() -> readPrivate(document))
                    .as(document)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining(key.d());
        }
    }
}
