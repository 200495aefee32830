package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCacheTest {

    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir private Path directory;
    private Path jar;
    private Path cache;

    @BeforeEach
    void build() throws IOException {
        jar = made("xynergy.jar", 0);
        made("libs/xynergy-crm-1.jar", 1);
        made("libs/other-1.jar", 9);
        cache = made("crm.aot", 2);
    }

    @Test
    void theOneOfThisBuildIsUsed() {
        assertThat(StartCache.of(jar, "crm")).contains(cache);
    }

    @Test
    void oneOfAnotherBuildIsLeftAlone() throws IOException {
        made("xynergy.jar", 3);
        assertThat(StartCache.of(jar, "crm")).isEmpty();
    }

    @Test
    void oneOfAnotherBuildOfALibraryIsLeftAlone() throws IOException {
        made("libs/xynergy-crm-1.jar", 2);
        assertThat(StartCache.of(jar, "crm")).isEmpty();
    }

    @Test
    void thereMayBeNone() throws IOException {
        Files.delete(cache);
        assertThat(StartCache.of(jar, "crm")).isEmpty();
    }

    private Path made(String name, int seconds) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        return Files.setLastModifiedTime(file, FileTime.from(BUILT.plusSeconds(seconds)));
    }
}
