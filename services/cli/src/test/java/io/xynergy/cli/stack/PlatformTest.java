package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {

    @ParameterizedTest
    @CsvSource({
        "Linux,    amd64,   postgres-linux-x86_64.txz",
        "Linux,    aarch64, postgres-linux-arm_64.txz",
        "Mac OS X, x86_64,  postgres-darwin-x86_64.txz",
        "Mac OS X, aarch64, postgres-darwin-arm_64.txz"
    })
    void namesTheArchiveOfEachSupportedMachine(String system, String machine, String archive)
            throws StackException {
        assertThat(Platform.of(system, machine).postgresArchive()).isEqualTo(archive);
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64", "Linux, riscv64", "Darwinia, amd64"})
    void saysWhatToDoOnAnyOther(String system, String machine) {
        assertThatThrownBy(() -> Platform.of(system, machine))
                .hasMessageContainingAll(system, machine, "--db", "--redis");
    }

    @Test
    void thisBuildHasTheProgramsOfThisMachine() throws StackException {
        String archive = Platform.current().postgresArchive();
        assertThat(getClass().getClassLoader().getResource(archive)).isNotNull();
    }
}
