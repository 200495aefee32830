package io.xynergy.gateway;

import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.config.PolicyFolder;
import io.xynergy.gateway.tls.ServerIdentity;
import io.xynergy.gateway.tls.ServerIdentity.Shown;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meter;
import io.xynergy.kit.metrics.Meters;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of the HTTPS listener: those of the policy in force, and what is seen of them.
 */
final class ListenerCertificates {

    private static final String PREFIX = "xynergy_gateway_certificate";

    private final InstantSource clock;
    private final ServerIdentity identity;
    private final ReentrantLock publishing = new ReentrantLock();

    /** By the Secret's name: as many as the policy has. Guarded by {@link #publishing}. */
    private final Map<String, List<Meter>> published = new HashMap<>();

    /**
     * Reads the certificates of the policy in force and follows them and the policy.
     *
     * @param folder where the Secrets are
     * @throws IOException if the default one cannot be used, naming it
     */
    ListenerCertificates(Configurations configurations, PolicyFolder folder, InstantSource clock)
            throws IOException {
        this.clock = clock;
        try {
            identity = ServerIdentity.watch(() -> sources(configurations, folder), clock);
        } catch (IOException e) {
            throw new IOException("spec.gateway.tls.secret: " + e.getMessage(), e);
        }
    }

    /** Whether the policy in force names a certificate. */
    static boolean isWanted(Configurations configurations) {
        return !configurations.current().config().gateway().certificates().isEmpty();
    }

    private static List<ServerIdentity.Source> sources(
            Configurations configurations, PolicyFolder folder) {
        return configurations.current().config().gateway().certificates().stream()
                .map(secret ->
                        new ServerIdentity.Source(
                                secret,
                                folder.secret(secret, "tls.crt"),
                                folder.secret(secret, "tls.key")))
                .toList();
    }

    /** What connections show; whoever has it closes it. */
    ServerIdentity identity() {
        return identity;
    }

    /** Degraded when one is not what its Secret holds, or has expired, naming it. */
    CheckResult check() {
        var problems = new StringJoiner("; ");
        Instant now = clock.instant();
        for (Shown shown : identity.shown()) {
            String refused = shown.refused();
            Instant notAfter = shown.notAfter();
            if (refused != null) {
                problems.add(shown.name() + ": " + refused);
            }
            if (notAfter != null && now.isAfter(notAfter)) {
                problems.add(shown.name() + ": expired at " + notAfter);
            }
        }
        return problems.length() == 0
                ? CheckResult.up()
                : CheckResult.degraded(problems.toString());
    }

    /** Publishes the meters of each certificate, and follows the list of them. */
    void publish(Meters meters) {
        String help = "Files of certificates read again and in use, or refused";
        String name = PREFIX + "_reloads_total";
        meters.counter(name, help, Labels.of("result", "ok"), identity::taken);
        meters.counter(name, help, Labels.of("result", "refused"), identity::refused);
        identity.onChange(() -> publishEach(meters));
        publishEach(meters);
    }

    private void publishEach(Meters meters) {
        publishing.lock();
        try {
            Set<String> now = new HashSet<>();
            for (Shown shown : identity.shown()) {
                now.add(shown.name());
                published.computeIfAbsent(shown.name(), secret -> publish(meters, secret));
            }
            published
                    .entrySet()
                    .removeIf(entry -> {
                        boolean gone = !now.contains(entry.getKey());
                        if (gone) {
                            entry.getValue().forEach(Meter::close);
                        }
                        return gone;
                    });
        } finally {
            publishing.unlock();
        }
    }

    private List<Meter> publish(Meters meters, String secret) {
        Labels labels = Labels.of("secret", secret);
        List<Meter> own = new ArrayList<>();
        own.add(
                meters.gauge(
                        PREFIX + "_not_after_seconds",
                        "Until when the certificate in use is valid, in seconds since 1970",
                        labels,
                        () -> notAfter(find(secret))));
        own.add(
                meters.gauge(
                        PREFIX + "_refused",
                        "1 while what the Secret holds cannot be used",
                        labels,
                        () -> isRefused(find(secret)) ? 1 : 0));
        return own;
    }

    private @Nullable Shown find(String secret) {
        return identity.shown().stream()
                .filter(shown -> shown.name().equals(secret))
                .findFirst()
                .orElse(null);
    }

    private static double notAfter(@Nullable Shown shown) {
        Instant notAfter = shown == null ? null : shown.notAfter();
        return notAfter == null ? Double.NaN : notAfter.getEpochSecond();
    }

    private static boolean isRefused(@Nullable Shown shown) {
        return shown != null && shown.refused() != null;
    }
}
