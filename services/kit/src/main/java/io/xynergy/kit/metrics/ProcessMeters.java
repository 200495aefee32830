package io.xynergy.kit.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                "process_max_fds",
                "Most file descriptors that may be open",
                none,
                ProcessMeters::mostDescriptors);
        meters.gauge(
                "process_resident_memory_bytes",
                "Resident memory",
                none,
                ProcessMeters::residentBytes);
        memory(meters);
        threads(meters);
        classes(meters);
        collections(meters);
    }

    private static void memory(Meters meters) {
        Labels heap = Labels.of("area", "heap");
        Labels rest = Labels.of("area", "nonheap");
        var bean = "jvm_memory_used_bytes";
        meters.gauge(bean, "Memory in use", heap, () -> usage(true).getUsed());
        meters.gauge(bean, "Memory in use", rest, () -> usage(false).getUsed());
        meters.gauge(
                "jvm_memory_max_bytes",
                "Most memory that may be used",
                heap,
                () -> Runtime.getRuntime().maxMemory());
        var committed = "jvm_memory_committed_bytes";
        String help = "Memory taken from the system";
        meters.gauge(committed, help, heap, () -> usage(true).getCommitted());
        meters.gauge(committed, help, rest, () -> usage(false).getCommitted());
        for (String pool : List.of("direct", "mapped")) {
            meters.gauge(
                    "jvm_buffer_pool_used_bytes",
                    "Memory of buffers outside of the heap",
                    Labels.of("pool", pool),
                    () -> buffers(pool));
        }
    }

    private static void threads(Meters meters) {
        Labels none = Labels.none();
        meters.gauge(
                "jvm_threads_current",
                "Platform threads",
                none,
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
        meters.gauge(
                "jvm_threads_daemon",
                "Platform threads that do not keep the process alive",
                none,
                () -> ManagementFactory.getThreadMXBean().getDaemonThreadCount());
        meters.gauge(
                "jvm_threads_peak",
                "Most platform threads at the same time",
                none,
                () -> ManagementFactory.getThreadMXBean().getPeakThreadCount());
        meters.counter(
                "jvm_threads_started_total",
                "Platform threads started",
                none,
                () -> ManagementFactory.getThreadMXBean().getTotalStartedThreadCount());
    }

    private static void classes(Meters meters) {
        Labels none = Labels.none();
        meters.gauge(
                "jvm_classes_currently_loaded",
                "Classes in memory",
                none,
                () -> ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        meters.counter(
                "jvm_classes_loaded_total",
                "Classes loaded",
                none,
                () -> ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
        meters.counter(
                "jvm_classes_unloaded_total",
                "Classes unloaded",
                none,
                () -> ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount());
    }

    private static MemoryUsage usage(boolean heap) {
        var bean = ManagementFactory.getMemoryMXBean();
        return heap ? bean.getHeapMemoryUsage() : bean.getNonHeapMemoryUsage();
    }

    private static double buffers(String pool) {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(bean -> bean.getName().equals(pool))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
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

    private static double mostDescriptors() {
        return system() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Double.NaN;
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
