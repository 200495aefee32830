package io.xynergy.kit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LogSettingsTest {

    @Test
    void machinesGetJsonAndPeopleText() {
        assertThat(LogSettings.from(Map.of(), false))
                .isEqualTo(new LogSettings(LogFormat.JSON, System.Logger.Level.INFO));
        assertThat(LogSettings.from(Map.of(), true).format()).isEqualTo(LogFormat.TEXT);
    }

    @Test
    void variablesDecideInAnyCase() {
        var environment = Map.of("XYNERGY_LOG_LEVEL", "Debug", "XYNERGY_LOG_FORMAT", "json");

        assertThat(LogSettings.from(environment, true))
                .isEqualTo(new LogSettings(LogFormat.JSON, System.Logger.Level.DEBUG));
    }

    @Test
    void anUnknownValueIsNamedWithWhatIsPossible() {
        assertThatThrownBy(() -> LogSettings.from(Map.of("XYNERGY_LOG_LEVEL", "loud"), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "XYNERGY_LOG_LEVEL=loud: expected one of all, trace, debug, info, warning,"
                                + " error, off");
    }
}
