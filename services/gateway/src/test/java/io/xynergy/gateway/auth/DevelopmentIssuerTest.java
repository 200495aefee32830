package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may stand in for the issuers of a policy. */
final class DevelopmentIssuerTest {

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
