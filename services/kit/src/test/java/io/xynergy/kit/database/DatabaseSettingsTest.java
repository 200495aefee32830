package io.xynergy.kit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.kit.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseSettingsTest {

    record Sections(DatabaseSettings db) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.com/crm",
                "jdbc:postgresql://db:5432/crm?sslmode=require&user=me@here",
                "jdbc:postgresql://one:5432,two:5433/crm"
            })
    void takesWhatTheDriverTakes(String url) {
        assertThat(read(url).db().url()).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:mysql://db/crm, jdbc:mysql://db/crm",
        "jdbc:postgresql://db:port/crm, jdbc:postgresql://db:port/crm",
        "jdbc:postgresql://me:secret@db/crm, jdbc:postgresql://… with a user or a query",
        "postgres://me:se?ret@db/crm, postgres://… with a user or a query",
        "secret@db://x, … with a user or a query",
        "jdbc:mysql://db/crm?password=secret, jdbc:mysql://… with a user or a query"
    })
    void refusesAnotherUrlWithoutItsSecrets(String url, String shown) {
        assertThatThrownBy(() -> read(url))
                .hasMessage(
                        "DB_URL (db.url): expected jdbc:postgresql://HOST/DATABASE, found %s",
                        shown);
    }

    @Test
    void boundsAreSaidWithTheVariable() {
        Map<String, String> environment =
                Map.of("DB_URL", "jdbc:postgresql://db/crm", "DB_WAIT_TIMEOUT", "100ms");
        assertThatThrownBy(() -> Settings.read(Sections.class, environment))
                .hasMessage(
                        "DB_WAIT_TIMEOUT (db.wait-timeout): expected 250ms or more, found 100ms");
    }

    private static Sections read(String url) {
        return Settings.read(Sections.class, Map.of("DB_URL", url));
    }
}
