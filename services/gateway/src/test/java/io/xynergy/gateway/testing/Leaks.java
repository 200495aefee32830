package io.xynergy.gateway.testing;

import static java.util.stream.Collectors.toCollection;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What this process had open at one time, to be compared with what it has later. */
final class Leaks {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Threads that the JVM keeps, and a timer that Helidon leaves to the garbage collector. */
    private static final List<String> KEPT_THREADS =
            List.of(
                    "ForkJoinPool",
                    "VirtualThread",
                    "Read-Poller",
                    "Write-Poller",
                    "Cleaner",
                    "Attach",
                    "helidon-idle-connection-timer");

    private final Set<String> descriptors;
    private final Set<Thread> threads;

    private Leaks(Set<String> descriptors, Set<Thread> threads) {
        this.descriptors = descriptors;
        this.threads = threads;
    }

    /** What is open now. */
    static Leaks now() {
        return new Leaks(descriptors(), threads());
    }

    /** Waits until nothing is left that was not there before. */
    void awaitNone() {
        Await.until(() -> "all that was opened is closed; left: " + left(), () -> left().isEmpty());
    }

    private List<String> left() {
        List<String> left = new ArrayList<>();
        for (String descriptor : descriptors()) {
            if (!descriptors.contains(descriptor)) {
                left.add(descriptor);
            }
        }
        for (Thread thread : threads()) {
            if (!threads.contains(thread)) {
                left.add("thread " + thread.getName());
            }
        }
        if (left.isEmpty()) {
            left.addAll(virtualThreads());
        }
        return left;
    }

    /**
     * Open descriptors by what they are; a number is part of the name where the kernel gives
     * nothing else to tell two apart. Files of the class path are opened when they are needed.
     */
    private static Set<String> descriptors() {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.map(Leaks::describe)
                    .filter(name -> !name.endsWith(".jar") && !name.endsWith(".class"))
                    .filter(name -> !name.contains("/proc/") && !name.isEmpty())
                    .collect(toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String describe(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("anon_inode") ? descriptor.getFileName() + target : target;
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> KEPT_THREADS.stream().anyMatch(thread.getName()::startsWith));
        return threads;
    }

    /** Virtual threads that are inside the gateway; only a dump of all threads shows them. */
    private static List<String> virtualThreads() {
        var diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            Path folder = Files.createTempDirectory("threads");
            Path dump = folder.resolve("dump.txt");
            diagnostics.dumpThreads(
                    dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            String text = Files.readString(dump);
            Files.delete(dump);
            Files.delete(folder);
            return Stream.of(text.split("\n\n"))
                    .filter(thread -> thread.contains("virtual"))
                    .filter(thread -> thread.contains("io.xynergy.gateway."))
                    .filter(thread -> !thread.contains("io.xynergy.gateway.testing."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
