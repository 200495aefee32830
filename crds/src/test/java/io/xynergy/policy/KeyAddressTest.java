package io.xynergy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From where keys may come. */
final class KeyAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://id.example",
                "HTTPS://id.example/keys",
                "https://127.0.0.1:8443",
                "http://127.0.0.1:9000/keys",
                "http://127.1.2.3",
                "http://[::ffff:127.0.0.1]",
                "https://id.example/keys?appid=1",
                "http://[::1]:9000",
                "http://localhost:9000",
                "http://LOCALHOST"
            })
    void httpsAndThisMachineAreSafe(String address) {
        assertThat(KeyAddress.of(address)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example",
                "http://localhost.example",
                "http://127.0.0.1.example",
                "http://127.0.0.1@id.example/",
                "http://10.0.0.1",
                "http://0.0.0.0",
                "http://[::]",
                "ftp://127.0.0.1",
                "file:///etc/passwd",
                "//127.0.0.1",
                "127.0.0.1:80",
                "https://user:secret@id.example",
                "https:",
                "http://",
                "not a url",
                ""
            })
    void everythingElseIsNot(String address) {
        assertThat(KeyAddress.of(address)).isNull();
    }

    @Test
    void whoAmongTheSafeIsWithoutProtectionOfItsOwn() {
        assertThat(KeyAddress.isPlain("http://localhost:8080/keys?a=b")).isTrue();
        assertThat(KeyAddress.isPlain("HTTP://127.0.0.1")).isTrue();
        assertThat(KeyAddress.isPlain("https://localhost")).isFalse();
        assertThat(KeyAddress.isPlain("http://id.example")).isFalse();
    }
}
