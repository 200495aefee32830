package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressesTest {

    @TempDir private Path data;

    @BeforeEach
    void prepare() throws Exception {
        Files.createDirectory(data.resolve("run"));
    }

    @Test
    void whatIsNotedIsFoundUntilItIsForgotten() throws Exception {
        URI gateway = URI.create("http://localhost:8080");
        Addresses addresses = Addresses.in(data);
        addresses.note(Plan.GATEWAY, gateway);
        assertThat(Addresses.in(data).gateway()).isEqualTo(gateway);
        assertThatThrownBy(addresses::issuer).hasMessageContaining("no gateway");
        addresses.forget(Plan.GATEWAY);
        addresses.forget(Plan.GATEWAY);
        assertThatThrownBy(addresses::gateway)
                .isInstanceOf(StackException.class)
                .hasMessageContainingAll(data.toString(), "xynergy up", "--data");
    }

    @Test
    void aFileThatIsNoAddressIsNamed() throws Exception {
        Files.writeString(data.resolve("run/gateway.url"), "not an address");
        assertThatThrownBy(() -> Addresses.in(data).gateway())
                .isInstanceOf(StackException.class)
                .hasMessageContaining("gateway.url");
    }
}
