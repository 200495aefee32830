package io.xynergy.gateway;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How the process's file descriptors are shared out. */
final class Descriptors {

    /** Where the limit cannot be known. */
    private static final int USUAL = 4096;

    private Descriptors() {}

    /**
     * How many client connections are taken: seven of ten descriptors, as upstream connections,
     * files and the admin listener need the others.
     */
    static int forClients() {
        long limit =
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                        ? os.getMaxFileDescriptorCount()
                        : USUAL;
        return Math.clamp(limit * 7 / 10, 16, 1_000_000);
    }
}
