package io.xynergy.image;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Completes a list of classes to preload: {@code LIST JAR...}, the list and the jars that were
 * built with it, prints the list with what of the constant pools of their classes is linked ahead.
 *
 * <p>The JVM links ahead what the list names by its place in a constant pool: classes, fields,
 * methods, and the classes of lambdas, which are half of what a start would do. For the JDK and the
 * libraries a training run wrote these places down. They change with each edit of a class, so that
 * those of the platform's own are taken from the classes as they are built.
 */
public final class LinkedEntries {

    private static final int USAGE = 64;
    private static final String CLASS = ".class";

    private LinkedEntries() {}

    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            System.err.println("usage: LinkedEntries LIST JAR...");
            System.exit(USAGE);
        }
        List<Path> files = List.of(arguments).stream().map(Path::of).toList();
        try {
            complete(files.getFirst(), files.subList(1, files.size()), System.out);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("linked entries: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Prints the lines of {@code list}, then one for each class in {@code jars} that it names. */
    static void complete(Path list, List<Path> jars, PrintStream out) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(list));
        Set<String> listed = new HashSet<>(lines);
        for (Path jar : jars) {
            try (var opened = new JarFile(jar.toFile())) {
                for (JarEntry entry : opened.stream().toList()) {
                    String name = entry.getName();
                    if (name.endsWith(CLASS)
                            && listed.contains(name.substring(0, name.length() - CLASS.length()))) {
                        lines.add(line(opened.getInputStream(entry).readAllBytes()));
                    }
                }
            }
        }
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String line(byte[] bytes) {
        var model = ClassFile.of().parse(bytes);
        return StreamSupport.stream(model.constantPool().spliterator(), false)
                .filter(LinkedEntries::isLinked)
                .map(entry -> String.valueOf(entry.index()))
                .collect(
                        Collectors.joining(
                                " ", "@cp " + model.thisClass().asInternalName() + " ", ""));
    }

    private static boolean isLinked(PoolEntry entry) {
        return switch (entry) {
            case ClassEntry _, MemberRefEntry _, InvokeDynamicEntry _ -> true;
            default -> false;
        };
    }
}
