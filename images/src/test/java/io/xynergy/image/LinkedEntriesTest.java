package io.xynergy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkedEntriesTest {

    /** With classes, methods, lambdas and strings in its constant pool. */
    private static final Class<?> LISTED = LinkedEntries.class;

    private static final String NAME = LISTED.getName().replace('.', '/');

    @TempDir private Path directory;

    private String completed(String... list) throws IOException {
        Path jar = directory.resolve("classes.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> type : List.of(LISTED, PreloadedClasses.class)) {
                out.putNextEntry(new JarEntry(type.getName().replace('.', '/') + ".class"));
                out.write(bytes(type));
            }
        }
        Path file = Files.write(directory.resolve("list"), List.of(list));
        var out = new ByteArrayOutputStream();
        LinkedEntries.complete(file, List.of(jar), new PrintStream(out));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (var in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return in.readAllBytes();
        }
    }

    @Test
    void whatTheListHasStaysAndComesFirst() throws IOException {
        assertThat(completed("java/lang/Object", "@cp java/lang/Object 1 2"))
                .isEqualTo("java/lang/Object\n@cp java/lang/Object 1 2\n");
    }

    @Test
    void aListedClassOfAJarHasItsLinkedEntriesAndNoOthers() throws IOException {
        String[] lines = completed("java/lang/Object", NAME).split("\n");

        assertThat(lines).hasSize(3).startsWith("java/lang/Object", NAME);
        assertThat(lines[2]).startsWith("@cp " + NAME + " ");
        var pool = ClassFile.of().parse(bytes(LISTED)).constantPool();
        List<Integer> linked =
                Arrays.stream(lines[2].split(" ")).skip(2).map(Integer::valueOf).toList();
        assertThat(linked)
                .extracting(pool::entryByIndex)
                .hasAtLeastOneElementOfType(InvokeDynamicEntry.class)
                .doesNotHaveAnyElementsOfTypes(StringEntry.class, Utf8Entry.class);
    }
}
