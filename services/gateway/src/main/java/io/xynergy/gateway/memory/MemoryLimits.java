package io.xynergy.gateway.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much memory connections may hold together, in bytes.
 *
 * @param heap of the heap; the rest is for the configuration, for caches, and for the collector,
 *     which needs room to work in
 * @param direct of buffers outside of the heap
 */
public record MemoryLimits(long heap, long direct) {

    /** What the JVM needs beside heap and buffers: classes, compiled code, threads, its own. */
    private static final long REST = 144L << 20;

    /** Of heap: below this nothing could be served. */
    private static final long LEAST = 4L << 20;

    /**
     * The limits of a process.
     *
     * @param maxHeap the largest heap
     * @param maxDirect the most direct memory that the JVM gives
     * @param total the memory that the process may have: its container's, or the machine's
     */
    public static MemoryLimits of(long maxHeap, long maxDirect, long total) {
        long heap = maxHeap / 20 * 13;
        long beside = Math.max(total - maxHeap - REST, maxDirect / 8);
        long direct = Math.min(maxDirect / 4 * 3, beside);
        return new MemoryLimits(Math.max(heap, LEAST), direct);
    }

    /** The limits of this process. */
    public static MemoryLimits ofThisProcess() {
        long maxHeap = Runtime.getRuntime().maxMemory();
        long maxDirect = flag("MaxDirectMemorySize");
        long total = flag("MaxRAM");
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            total = Math.min(total, system.getTotalMemorySize()); // a container's, where there is
        }
        return of(maxHeap, maxDirect == 0 ? maxHeap : maxDirect, total);
    }

    private static long flag(String name) {
        var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return Long.parseUnsignedLong(options.getVMOption(name).getValue());
    }
}
