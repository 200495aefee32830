package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.net.URI;
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
                "https:",
                "http://",
                "not a url",
                ""
            })
    void everythingElseIsNot(String address) {
        assertThat(KeyAddress.of(address)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://id.example", "http://10.0.0.1:1", "mailto:a@localhost", "x"})
    void aDevelopmentIssuerIsOnThisMachine(String address) {
        var here = URI.create("http://127.0.0.1:9000");
        var there = URI.create(address);

        assertThatNoException().isThrownBy(() -> new DevelopmentIssuer(here, here));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DevelopmentIssuer(there, here))
                .withMessageContaining(address);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DevelopmentIssuer(here, there))
                .withMessageContaining("loopback");
    }
}
