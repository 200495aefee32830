package io.xynergy.crm;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.kit.settings.SettingsTable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsDocumentTest {

    private static final Path DOCUMENT = Path.of("../../docs/SETTINGS.md");
    private static final String BEGIN = "<!-- crm: begin -->\n";
    private static final String END = "<!-- crm: end -->\n";

    /** Run with -Dsettings.write=true to bring the document up to date. */
    @Test
    void theDocumentHasTheSettingsThatThereAre() throws Exception {
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);
        assertThat(begin).isBetween(BEGIN.length(), end);
        String table = SettingsTable.markdown(CrmSettings.class);
        if (Boolean.getBoolean("settings.write")) {
            document = document.substring(0, begin) + table + document.substring(end);
            Files.writeString(DOCUMENT, document);
        }
        assertThat(document)
                .as(
                        "docs/SETTINGS.md; make it again with mvn test -pl services/crm -am -Dtest=SettingsDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Dtest.jvm=-Dsettings.write=true")
                .contains(BEGIN + table + END);
    }
}
