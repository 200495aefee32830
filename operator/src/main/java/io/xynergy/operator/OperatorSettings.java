package io.xynergy.operator;

import io.xynergy.kit.settings.Setting;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Settings of the operator's process. */
record OperatorSettings(Section operator) {

    /** The one section. */
    record Section(
            @Setting("image of the data plane") String gatewayImage,
            @Setting("namespace that the operator runs in") String namespace,
            @Setting(
                            value =
                                    "namespaces to watch, separated by commas; * is all, none is the"
                                            + " operator's own",
                            optional = true)
                    @Nullable String watch,
            @Setting(
                            value = "namespace whose pods may read the metrics of gateways",
                            optional = true)
                    @Nullable String monitoringNamespace,
            @Setting(value = "address for health and metrics", otherwise = "0.0.0.0")
                    String adminHost,
            @Setting(value = "port for health and metrics", otherwise = "9901") int adminPort,
            @Setting(value = "whether one of several works", otherwise = "true")
                    boolean leaderElection,
            @Setting(value = "longest wait for a pod's response", otherwise = "5s")
                    Duration patience,
            @Setting(
                            value =
                                    "how long a delivery key is used before another is made; 0s is"
                                            + " until somebody asks for it",
                            otherwise = "720h")
                    Duration deliveryKeyLife,
            @Setting(
                            value =
                                    "how long gateways sign callers with a key before another is"
                                            + " made; 0s is until somebody asks for it",
                            otherwise = "720h")
                    Duration identityKeyLife) {

        /** The namespaces to watch; empty: all. */
        Set<String> namespaces() {
            String text = watch == null ? "" : watch.strip();
            if (text.equals("*")) {
                return Set.of();
            }
            var names = new TreeSet<String>();
            for (String name : text.split(",")) {
                if (!name.isBlank()) {
                    names.add(name.strip());
                }
            }
            return names.isEmpty() ? Set.of(namespace) : names;
        }
    }
}
