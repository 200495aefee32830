package io.xynergy.kit.metrics;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MeterRegistryFormatter;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.metrics.spi.MeterRegistryFormatterProvider;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Prints what is registered with Helidon's global registry: its system meters, and meters of
 * Helidon modules or of code that is off the hot path.
 *
 * <p>Helidon's metrics take a quarter of a second of CPU to load, so they are loaded for the first
 * page and not at start-up.
 */
public final class HelidonMeters {

    private static final String SCOPE_LABEL = "scope";

    private HelidonMeters() {}

    /** The page in the Prometheus text format; empty when nothing is registered. */
    public static String page() {
        return Loaded.FORMATTER
                .flatMap(MeterRegistryFormatter::format)
                .map(Object::toString)
                .orElse("");
    }

    /** Initialised by the first use, once, whatever the number of readers. */
    private static final class Loaded {

        static final Optional<MeterRegistryFormatter> FORMATTER = formatter();

        private static Optional<MeterRegistryFormatter> formatter() {
            MetricsFactory factory = MetricsFactory.getInstance();
            MeterRegistry registry = factory.globalRegistry();
            for (var provider : ServiceLoader.load(MeterRegistryFormatterProvider.class)) {
                var found =
                        provider.formatter(
                                MediaTypes.TEXT_PLAIN,
                                factory.metricsConfig(),
                                registry,
                                Optional.of(SCOPE_LABEL),
                                List.of(),
                                List.of());
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
    }
}
