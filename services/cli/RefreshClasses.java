import static java.lang.classfile.ClassFile.StackMapsOption.GENERATE_STACK_MAPS;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;

/**
 * Writes the classes of a jar anew in the form of Java 8, with the stack maps that it asks for; their code stays as it is.
 *
 * <p>A JVM verifies older forms by inference and keeps none of them in its AOT cache: for picocli, whose classes have the form of
 * Java 5, that is a seventh of the gateway's start. Run as {@code java RefreshClasses.java JAR...}; a jar that has no such class is
 * left alone.
 */
final class RefreshClasses {

    private static final int FORM = ClassFile.JAVA_8_VERSION;
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            refresh(Path.of(jar));
        }
    }

    private static void refresh(Path jar) throws IOException {
        Map<String, byte[]> entries = read(jar);
        Map<String, byte[]> fresh = new TreeMap<>(entries);
        ClassFile classes =
                ClassFile.of(
                        GENERATE_STACK_MAPS,
                        ClassFile.ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(name -> open(entries, name.descriptorString()))
                                        .orElse(ClassHierarchyResolver.defaultResolver())
                                        .cached()));
        fresh.replaceAll((name, bytes) -> name.endsWith(".class") ? refresh(classes, bytes) : bytes);
        if (fresh.entrySet().stream().anyMatch(entry -> entry.getValue() != entries.get(entry.getKey()))) {
            write(jar, fresh);
        }
    }

    private static byte[] refresh(ClassFile classes, byte[] bytes) {
        var model = classes.parse(bytes);
        if (model.majorVersion() >= FORM) {
            return bytes;
        }
        ClassTransform version =
                (builder, element) -> builder.with(element instanceof ClassFileVersion ? newVersion() : element);
        return classes.transformClass(
                model, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }

    private static ClassElement newVersion() {
        return ClassFileVersion.of(FORM, 0);
    }

    private static InputStream open(Map<String, byte[]> entries, String descriptor) {
        byte[] bytes = entries.get(descriptor.substring(1, descriptor.length() - 1) + ".class");
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    private static Map<String, byte[]> read(Path jar) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>(); // META-INF comes before all others
        try (var in = new JarInputStream(Files.newInputStream(jar))) {
            if (in.getManifest() != null) {
                var manifest = new ByteArrayOutputStream();
                in.getManifest().write(manifest);
                entries.put("META-INF/MANIFEST.MF", manifest.toByteArray());
            }
            for (JarEntry entry; (entry = in.getNextJarEntry()) != null; ) {
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return entries;
    }

    private static void write(Path jar, Map<String, byte[]> entries) throws IOException {
        Path beside = jar.resolveSibling(jar.getFileName() + ".new");
        try (var out = new JarOutputStream(Files.newOutputStream(beside))) {
            entries.forEach((name, bytes) -> put(out, name, bytes));
        }
        Files.move(beside, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void put(JarOutputStream out, String name, byte[] bytes) {
        try {
            JarEntry entry = new JarEntry(name);
            entry.setTimeLocal(EPOCH); // the same bytes whenever it is built
            out.putNextEntry(entry);
            out.write(bytes);
            out.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
