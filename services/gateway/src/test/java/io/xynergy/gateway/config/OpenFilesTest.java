package io.xynergy.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table of processes made of files, as proc(5) describes it. */
class OpenFilesTest {

    private final Path proc;
    private final Path file;

    OpenFilesTest(@TempDir Path folder) throws IOException {
        Path real = folder.toRealPath();
        proc = Files.createDirectory(real.resolve("proc"));
        file = Files.writeString(real.resolve("policy.yaml"), "a");
        mount("/", "ext4");
        process(1, file.resolveSibling("other"), "0100001");
    }

    private void mount(String root, String type) throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(
                proc.resolve("self/mountinfo"),
                """
                27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
                28 27 0:25 %s %s rw,nosuid master:2 - %s source rw
                """
                        .formatted(root, file.getParent(), type));
    }

    private void process(int number, Path open, String flags) throws IOException {
        Path process = proc.resolve(Integer.toString(number));
        Files.createDirectories(process.resolve("fd"));
        Files.createDirectories(process.resolve("fdinfo"));
        Files.createSymbolicLink(process.resolve("fd/3"), open);
        Files.writeString(
                process.resolve("fdinfo/3"), "pos:\t0\nflags:\t%s\nmnt_id:\t9\n".formatted(flags));
        Files.writeString(process.resolve("comm"), "tee\n");
        Files.writeString(process.resolve("cmdline"), "tee\0policy.yaml\0");
    }

    private Writers.Found found() {
        return new OpenFiles(proc, () -> 0).of(List.of(file));
    }

    @ParameterizedTest
    @CsvSource({
        "0100000, false", // O_RDONLY
        "0100001, true", // O_WRONLY
        "0102001, true", // O_WRONLY and O_APPEND
        "0100002, true", // O_RDWR
        "02000000, false" // O_CLOEXEC
    })
    void writerIsWhoHasItOpenForWriting(String flags, boolean writes) throws IOException {
        process(7, file, flags);

        assertThat(found())
                .isEqualTo(writes ? new Writers.Somebody(file, "7 (tee)") : new Writers.Nobody());
    }

    @Test
    void anotherFileOfTheNameIsAnother() throws IOException {
        Path other = Files.createDirectory(file.resolveSibling("elsewhere"));
        process(7, Files.writeString(other.resolve("policy.yaml"), "b"), "0100001");

        assertThat(found()).isEqualTo(new Writers.Nobody());
    }

    @ParameterizedTest
    @CsvSource({
        "/, ext4, false",
        "/, tmpfs, false",
        "/, overlay, false",
        "/, nfs4, true",
        "/, cifs, true",
        "/, 9p, true",
        "/, virtiofs, true",
        "/, fuse.sshfs, true",
        "/home/ann/policies, ext4, true" // a folder of the host in a container
    })
    void whereOthersMayWriteNothingIsKnown(String root, String type, boolean unknown)
            throws IOException {
        mount(root, type);

        assertThat(found()).isEqualTo(unknown ? new Writers.Unknown() : new Writers.Nobody());
    }

    @Test
    void writerIsFoundWhereOthersMayWrite() throws IOException {
        mount("/", "nfs");
        process(7, file, "0100001");

        assertThat(found()).isEqualTo(new Writers.Somebody(file, "7 (tee)"));
    }

    @Test
    void processThatCannotBeLookedIntoLeavesItUnknown() throws IOException {
        Path process = Files.createDirectory(proc.resolve("8"));
        Files.writeString(process.resolve("fd"), "not a folder, as good as no right to read it");
        Files.writeString(process.resolve("cmdline"), "sshd\0");
        assertThat(found()).isEqualTo(new Writers.Unknown());

        Files.writeString(process.resolve("cmdline"), "");
        assertThat(found()).as("a thread of the kernel").isEqualTo(new Writers.Nobody());
    }

    @Test
    void withoutATableOfProcessesNothingIsKnown() {
        var nowhere = new OpenFiles(proc.resolve("nowhere"), () -> 0);

        assertThat(nowhere.of(List.of(file))).isEqualTo(new Writers.Unknown());
    }

    @Test
    void lookThatTakesTooLongLeavesItUnknown() {
        long[] nanos = {0};
        var slow = new OpenFiles(proc, () -> nanos[0] += 2_000_000_000L);

        assertThat(slow.of(List.of(file))).isEqualTo(new Writers.Unknown());
    }

    @Test
    void thisProcessIsFoundWhileItWrites() throws IOException {
        var real = new OpenFiles(() -> 0);
        try (var out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            out.write('b');
            assertThat(real.of(List.of(file)))
                    .isInstanceOfSatisfying(
                            Writers.Somebody.class,
                            somebody -> {
                                assertThat(somebody.process())
                                        .startsWith(ProcessHandle.current().pid() + " (");
                                assertThat(somebody.file()).isEqualTo(file);
                            });
        }
        try (var in = Files.newInputStream(file)) {
            assertThat(in.read()).isEqualTo('a');
            assertThat(real.of(List.of(file))).isNotInstanceOf(Writers.Somebody.class);
        }
    }
}
