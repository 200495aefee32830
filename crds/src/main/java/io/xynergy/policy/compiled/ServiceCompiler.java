package io.xynergy.policy.compiled;

import io.xynergy.policy.RunSpec;
import io.xynergy.policy.ServiceSpec;
import io.xynergy.policy.validation.UpstreamUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles one service. */
final class ServiceCompiler {

    private final References references;

    ServiceCompiler(References references) {
        this.references = references;
    }

    GatewayConfig.Service compile(ServiceSpec service) {
        return new GatewayConfig.Service(
                service.name(),
                addresses(service),
                service.connectTimeout().toMillis(),
                service.maxConnections(),
                tls(service.tls()),
                new Protection(
                        service.balance(),
                        service.hashOn(),
                        concurrency(service.concurrency()),
                        circuitBreaker(service.circuitBreaker()),
                        outlier(service.outlier()),
                        health(service.health())),
                service.allowLocalAddresses() ? true : null);
    }

    private List<GatewayConfig.Address> addresses(ServiceSpec service) {
        RunSpec run = service.run();
        if (run != null) {
            return references.addresses(service.name(), run.port());
        }
        String url = service.url();
        List<String> several = service.urls();
        List<String> urls = url != null ? List.of(url) : several == null ? List.of() : several;
        return urls.stream().map(ServiceCompiler::address).toList();
    }

    private static GatewayConfig.Address address(String url) {
        UpstreamUrl parsed = UpstreamUrl.of(url);
        GatewayConfig.Scheme scheme =
                switch (parsed.scheme()) {
                    case HTTP -> GatewayConfig.Scheme.HTTP;
                    case HTTPS -> GatewayConfig.Scheme.HTTPS;
                    case H2C -> GatewayConfig.Scheme.H2C;
                };
        return new GatewayConfig.Address(scheme, parsed.host(), parsed.port());
    }

    private static GatewayConfig.@Nullable UpstreamTls tls(ServiceSpec.@Nullable Tls tls) {
        if (tls == null) {
            return null;
        }
        ServiceSpec.Authority ca = tls.ca();
        if (ca == null) {
            return tls.serverName() == null
                    ? null
                    : new GatewayConfig.UpstreamTls(null, null, tls.serverName());
        }
        return new GatewayConfig.UpstreamTls(ca.secret(), ca.config(), tls.serverName());
    }

    private static Protection.@Nullable Concurrency concurrency(
            ServiceSpec.@Nullable Concurrency concurrency) {
        return concurrency == null ? null : new Protection.Concurrency(concurrency.limit());
    }

    private static Protection.@Nullable CircuitBreaker circuitBreaker(
            ServiceSpec.@Nullable CircuitBreaker breaker) {
        return breaker == null
                ? null
                : new Protection.CircuitBreaker(
                        breaker.failures(),
                        breaker.openFor().toMillis(),
                        breaker.halfOpenRequests());
    }

    private static Protection.@Nullable Outlier outlier(ServiceSpec.@Nullable Outlier outlier) {
        return outlier == null
                ? null
                : new Protection.Outlier(
                        outlier.consecutiveErrors(),
                        outlier.ejectFor().toMillis(),
                        outlier.maxEjected().ratio());
    }

    private static Protection.@Nullable Health health(ServiceSpec.@Nullable Health health) {
        return health == null
                ? null
                : new Protection.Health(health.path(), health.every().toMillis());
    }
}
