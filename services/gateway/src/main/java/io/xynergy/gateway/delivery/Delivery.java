package io.xynergy.gateway.delivery;

import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.observe.Tally;
import io.xynergy.kit.admin.AdminRoute;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.metrics.Meters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/** The routes by which an operator delivers, and what is counted of them. */
public final class Delivery {

    private static final String CONFIG = "/config";
    private static final String ENDPOINTS = "/endpoints";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Heap for each body that is read: a body's 8 MiB, once more while it is put together, and room
     * for all else, because whoever sends it is not known until its end.
     */
    private static final long HEAP_FOR_BODY = 64L << 20;

    private static final int MOST_BODIES = 4;

    private final Tally<DeliveryResult> configs = new Tally<>(DeliveryResult.class);
    private final Tally<DeliveryResult> endpoints = new Tally<>(DeliveryResult.class);
    private final List<AdminRoute> routes;

    /**
     * Routes for one key.
     *
     * @param refresh makes pools ask for their endpoints again
     */
    public Delivery(
            DeliveryKey key,
            Configurations configurations,
            DeliveredEndpoints delivered,
            Runnable refresh) {
        long bodies = Runtime.getRuntime().maxMemory() / HEAP_FOR_BODY;
        var bounds =
                new SignedPut.Bounds(
                        new Semaphore(Math.clamp(bodies, 1, MOST_BODIES), true), PATIENCE);
        routes =
                List.of(
                        new SignedPut(CONFIG, key, bounds, configs, configurations::take).route(),
                        new SignedPut(
                                        ENDPOINTS,
                                        key,
                                        bounds,
                                        endpoints,
                                        candidate -> delivered.take(candidate, refresh))
                                .route());
    }

    /** The same routes for a gateway without a key. */
    public static List<AdminRoute> off() {
        AdminRoute.Handler off =
                _ -> {
                    throw new ProblemException(
                            Problem.of(404, "delivery_off", "There is no delivery key."));
                };
        return List.of(AdminRoute.put(CONFIG, off), AdminRoute.put(ENDPOINTS, off));
    }

    public List<AdminRoute> routes() {
        return routes;
    }

    /** Publishes deliveries by what became of them. */
    public void publish(Meters meters) {
        configs.publish(
                meters,
                "xynergy_gateway_config_deliveries_total",
                "Configurations delivered, by what became of them",
                "result");
        endpoints.publish(
                meters,
                "xynergy_gateway_endpoints_deliveries_total",
                "Documents of endpoints delivered, by what became of them",
                "result");
    }
}
