package io.xynergy.kit.admin;

import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.health.HealthReport;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.metrics.PageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The routes that every service has: health in four depths, and metrics. */
public final class AdminRoutes {

    private AdminRoutes() {}

    /** The standard routes, followed by a service's own ones. */
    public static List<AdminRoute> standard(
            HealthChecks health, Meters meters, List<AdminRoute> own) {
        var routes = new ArrayList<AdminRoute>();
        routes.add(health("/health", health::summary));
        routes.add(health("/health/live", health::live));
        routes.add(health("/health/ready", health::ready));
        routes.add(health("/health/deep", health::deep));
        routes.add(AdminRoute.get("/metrics", request -> metrics(request, meters)));
        routes.addAll(own);
        return List.copyOf(routes);
    }

    private static AdminRoute health(String path, Supplier<HealthReport> source) {
        return AdminRoute.get(
                path,
                _ -> {
                    HealthReport report = source.get();
                    return AdminResponse.json(report.httpStatus(), report.toJson());
                });
    }

    private static AdminResponse metrics(AdminRequest request, Meters meters) {
        PageFormat format = PageFormat.of(request.header("Accept").orElse(""));
        return AdminResponse.text(200, format.contentType(), meters.page(format));
    }
}
