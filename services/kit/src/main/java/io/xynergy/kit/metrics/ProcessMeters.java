package io.xynergy.kit.metrics;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/**
 * The process's own figures under the names that Prometheus clients use everywhere.
 *
 * <p>Nothing is loaded or looked up before the first reading, because management beans cost tens of
 * milliseconds at start-up.
 */
public final class ProcessMeters {

    private static final long MICROS = 1_000_000;

    private ProcessMeters() {}

    /** Publishes CPU time, start time, descriptors, memory, threads and garbage collection. */
    public static void publish(Meters meters) {
        Labels none = Labels.none();
        meters.secondsCounter(
                "process_cpu_seconds_total",
                "User and system CPU time",
                none,
                () -> system().getProcessCpuTime());
        meters.gauge(
                "process_start_time_seconds",
                "Start of the process since the epoch",
                none,
                () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
        meters.gauge(
                "process_uptime_seconds",
                "Time since the start of the process",
                none,
                () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
        meters.gauge(
                "process_open_fds", "Open file descriptors", none, ProcessMeters::openDescriptors);
        meters.gauge(
                "process_resident_memory_bytes",
                "Resident memory",
                none,
                ProcessMeters::residentBytes);
        memory(meters);
        collections(meters);
    }

    private static void memory(Meters meters) {
        Labels heap = Labels.of("area", "heap");
        Labels rest = Labels.of("area", "nonheap");
        var bean = "jvm_memory_used_bytes";
        meters.gauge(bean, "Memory in use", heap, () -> heap(true));
        meters.gauge(bean, "Memory in use", rest, () -> heap(false));
        meters.gauge(
                "jvm_memory_max_bytes",
                "Most memory that may be used",
                heap,
                () -> Runtime.getRuntime().maxMemory());
        meters.gauge(
                "jvm_threads_current",
                "Platform threads",
                Labels.none(),
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private static double heap(boolean heap) {
        var bean = ManagementFactory.getMemoryMXBean();
        return (heap ? bean.getHeapMemoryUsage() : bean.getNonHeapMemoryUsage()).getUsed();
    }

    private static void collections(Meters meters) {
        meters.counter(
                "jvm_gc_collections_total",
                "Garbage collections",
                Labels.none(),
                () -> collectors(GarbageCollectorMXBean::getCollectionCount));
        meters.secondsCounter(
                "jvm_gc_seconds_total",
                "Time in garbage collections",
                Labels.none(),
                () -> collectors(GarbageCollectorMXBean::getCollectionTime) * MICROS);
    }

    private static long collectors(ToLongFunction<GarbageCollectorMXBean> of) {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(of)
                .filter(value -> value > 0)
                .sum();
    }

    private static OperatingSystemMXBean system() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }

    private static double openDescriptors() {
        String[] names = new File("/proc/self/fd").list();
        return names == null ? Double.NaN : names.length;
    }

    private static double residentBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return 1024.0 * Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
            return Double.NaN;
        } catch (IOException | NumberFormatException _) {
            return Double.NaN;
        }
    }
}
