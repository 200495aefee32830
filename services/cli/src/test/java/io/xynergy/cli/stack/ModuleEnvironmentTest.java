package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.config.PolicyFolder;
import io.xynergy.policy.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleEnvironmentTest {

    private static final LocalModule CRM = LocalModule.of("crm").orElseThrow();

    @TempDir private Path directory;

    @Test
    void theLocalDatabaseTakesThePlaceOfTheClusters() throws IOException {
        write("secrets/crm-db/url", "jdbc:postgresql://cluster/crm");
        ModuleEnvironment environment =
                environment("[{name: DB_URL, secret: {name: crm-db, key: url}}]");
        assertThat(environment.variables()).containsOnly(Map.entry("DB_URL", "local"));
        assertThat(environment.missing()).isEmpty();
    }

    @Test
    void valuesSecretsAndConfigurationsComeFromThePolicyAndTheFoldersBesideIt() throws IOException {
        write("secrets/app/signing", "s3cret\n");
        write("configs/app/colour", "blue\n");
        ModuleEnvironment environment =
                environment(
                        """
                        [{name: LEVEL, value: high},
                         {name: SIGNING, secret: {name: app, key: signing}},
                         {name: COLOUR, config: {name: app, key: colour}}]
                        """);
        assertThat(environment.variables())
                .containsOnly(
                        Map.entry("DB_URL", "local"),
                        Map.entry("LEVEL", "high"),
                        Map.entry("SIGNING", "s3cret"),
                        Map.entry("COLOUR", "blue"));
        assertThat(environment.toString()).doesNotContain("s3cret");
    }

    @Test
    void whatIsMissingIsNamedWithItsFile() throws IOException {
        ModuleEnvironment environment =
                environment("[{name: SIGNING, secret: {name: app, key: signing}}]");
        assertThat(environment.missing())
                .containsExactly(
                        "crm starts without SIGNING: there is no "
                                + directory.resolve("secrets/app/signing"));
    }

    private ModuleEnvironment environment(String env) throws IOException {
        String yaml = "- {name: crm, run: {image: \"crm:1\", env: %s}}".formatted(env.strip());
        RunSpec run = Objects.requireNonNull(PlanTest.services(yaml).getFirst().run());
        return ModuleEnvironment.of(
                CRM, run, new PolicyFolder(directory), Map.of("DB_URL", "local"));
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
