package io.xynergy.cli.stack;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A service that this build has and can run on this machine in the place of its image.
 *
 * @param name as policies call it
 * @param jvm options of its JVM
 */
record LocalModule(
        String name, String mainClass, Ports.Use port, Ports.Use adminPort, List<String> jvm) {

    private static final List<LocalModule> ALL =
            List.of(
                    new LocalModule(
                            "crm",
                            "io.xynergy.crm.Main",
                            Ports.Use.CRM,
                            Ports.Use.CRM_ADMIN,
                            List.of(
                                    "-Xmx96m",
                                    "-Xss512k",
                                    "-XX:+UseSerialGC",
                                    "-XX:+UseCompactObjectHeaders",
                                    "-XX:TrimNativeHeapInterval=2000",
                                    // it waits for the database more than it computes, and what
                                    // the second compiler needs is a quarter of its memory
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+ExitOnOutOfMemoryError")));

    static Optional<LocalModule> of(String service) {
        return ALL.stream().filter(module -> module.name().equals(service)).findFirst();
    }

    static Stream<String> names() {
        return ALL.stream().map(LocalModule::name);
    }

    /** What the stack sets itself, whatever the policy says for a cluster. */
    static Set<String> given() {
        return Set.of(
                "SERVER_HOST",
                "SERVER_PORT",
                "ADMIN_HOST",
                "ADMIN_PORT",
                "IDENTITY_KEYS",
                "DB_URL",
                "DB_USER",
                "DB_PASSWORD",
                "DB_OWNER_USER",
                "DB_OWNER_PASSWORD");
    }
}
