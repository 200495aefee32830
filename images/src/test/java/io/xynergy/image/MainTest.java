package io.xynergy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    private static final int BLOCK = 512;

    @TempDir private Path directory;

    /** A folder as it lies under an image's root, with files of the given time. */
    private Path folder(String name, long millis) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(name));
        Path program = Files.createDirectories(folder.resolve("opt/java/bin")).resolve("java");
        Files.writeString(program, "a program");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x---"));
        Files.writeString(folder.resolve("opt/notes.txt"), "some words");
        Files.createSymbolicLink(folder.resolve("opt/link"), Path.of("java/bin/java"));
        Files.createDirectories(folder.resolve("tmp"));
        Files.setLastModifiedTime(program, FileTime.fromMillis(millis));
        return folder;
    }

    private String pack(Path out, String... layers) throws IOException {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "--name",
                                "example.org/a/b:1",
                                "--out",
                                out.toString(),
                                "--architecture",
                                "amd64"));
        words.addAll(List.of("--created", "2026-01-01T00:00:00Z", "--user", "65532:65532"));
        words.addAll(List.of("--env", "B=2", "--env", "A=1", "--label", "title=b"));
        for (String layer : layers) {
            words.addAll(List.of("--layer", layer));
        }
        words.addAll(List.of("--", "/opt/java/bin/java", "@/app/java.args"));
        return Main.pack(words);
    }

    /** What lies in a tar file, by name. */
    private static Map<String, byte[]> untar(byte[] tar) {
        Map<String, byte[]> files = new TreeMap<>();
        int at = 0;
        while (tar[at] != 0) {
            String name = text(tar, at, 100);
            String prefix = text(tar, at + 345, 155);
            int size = Integer.parseInt(text(tar, at + 124, 12), 8);
            byte[] content = new byte[size];
            System.arraycopy(tar, at + BLOCK, content, 0, size);
            files.put(prefix.isEmpty() ? name : prefix + "/" + name, content);
            at += BLOCK + Math.ceilDiv(size, BLOCK) * BLOCK;
        }
        return files;
    }

    private static String text(byte[] bytes, int at, int length) {
        int end = at;
        while (end < at + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.UTF_8);
    }

    @Test
    void twoPackingsGiveTheSameBytesWhateverTheTimesOfTheFiles() throws IOException {
        Path one = directory.resolve("one.tar");
        Path two = directory.resolve("two.tar");
        String first = pack(one, folder("a", 1_000_000).toString());
        String second = pack(two, folder("b", 9_000_000_000L).toString());
        assertThat(second).isEqualTo(first);
        assertThat(Files.readAllBytes(two)).isEqualTo(Files.readAllBytes(one));
    }

    @Test
    void aChangedFileChangesTheDigest() throws IOException {
        Path folder = folder("a", 0);
        String first = pack(directory.resolve("one.tar"), folder.toString());
        Files.writeString(folder.resolve("opt/notes.txt"), "other words");
        assertThat(pack(directory.resolve("two.tar"), folder.toString())).isNotEqualTo(first);
    }

    @Test
    void everyBlobLiesUnderItsDigest() throws IOException {
        Path archive = directory.resolve("one.tar");
        String line = pack(archive, folder("a", 0).toString(), folder("b", 0).toString());
        Map<String, byte[]> files = untar(Files.readAllBytes(archive));
        assertThat(files).containsKeys("oci-layout", "index.json", "manifest.json");
        files.forEach((name, content) -> {
            if (name.startsWith("blobs/")) {
                assertThat(Sha256.blob(Sha256.of(content))).isEqualTo(name);
            }
        });
        String digest = line.split(" ", -1)[1];
        String manifest = new String(files.get(Sha256.blob(digest)), StandardCharsets.UTF_8);
        assertThat(manifest).contains("application/vnd.oci.image.manifest.v1+json");
        assertThat(new String(files.get("index.json"), StandardCharsets.UTF_8))
                .contains(digest, "\"io.containerd.image.name\":\"example.org/a/b:1\"");
    }

    @Test
    void theContainerStartsAsItWasTold() throws IOException {
        Path archive = directory.resolve("one.tar");
        pack(archive, folder("a", 0).toString());
        Map<String, byte[]> files = untar(Files.readAllBytes(archive));
        assertThat(files.values())
                .anySatisfy(content ->
                        assertThat(new String(content, StandardCharsets.UTF_8))
                                .contains(
                                        "\"Entrypoint\":[\"/opt/java/bin/java\",\"@/app/java.args\"]",
                                        "\"Env\":[\"A=1\",\"B=2\"]",
                                        "\"User\":\"65532:65532\""));
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> Main.pack(List.of("--name", "a:1")))
                .hasMessage("-- ENTRYPOINT is missing at the end");
        assertThatThrownBy(() -> Main.pack(List.of("--out", "x", "--", "java")))
                .hasMessage("--name: expected once, found 0 times");
    }
}
