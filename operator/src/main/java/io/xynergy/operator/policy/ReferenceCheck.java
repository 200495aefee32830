package io.xynergy.operator.policy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.xynergy.policy.DataPlaneSpec;
import io.xynergy.policy.RunSpec;
import io.xynergy.policy.ServiceSpec;
import io.xynergy.policy.validation.LocalAddress;
import io.xynergy.policy.validation.UpstreamUrl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether everything exists that a policy names. It asks by name and keeps nothing: a watch
 * would hold every Secret of a namespace in memory.
 */
public final class ReferenceCheck {

    private static final String SERVICE_DOMAIN = ".svc";

    private final KubernetesClient client;
    private final String namespace;
    private final List<Missing> missing = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final List<Routable> routable = new ArrayList<>();
    private final Map<String, @Nullable Set<String>> secrets = new HashMap<>();
    private final Map<String, @Nullable Set<String>> configs = new HashMap<>();

    private ReferenceCheck(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * What was found.
     *
     * @param missing everything that does not exist
     * @param refused addresses that pods do not send to
     * @param routable Services of others whose pods can be sent to directly
     */
    public record Found(List<Missing> missing, List<Refused> refused, List<Routable> routable) {

        /** Nothing. */
        public static final Found NOTHING = new Found(List.of(), List.of(), List.of());

        public Found {
            missing = List.copyOf(missing);
            refused = List.copyOf(refused);
            routable = List.copyOf(routable);
        }
    }

    /** Looks. */
    public static Found look(
            KubernetesClient client, String namespace, CompiledPolicy.Valid policy) {
        var check = new ReferenceCheck(client, namespace);
        DataPlaneSpec.Tls tls = policy.gateway().tls();
        if (tls != null) {
            for (String certificate : tls.all()) {
                check.secret(certificate, "tls.crt", "");
                check.secret(certificate, "tls.key", "");
            }
        }
        DataPlaneSpec.Redis redis = policy.gateway().redis();
        if (redis != null) {
            check.secret(redis.secret(), redis.key(), "");
        }
        policy.services().forEach(check::service);
        return new Found(check.missing, check.refused, check.routable);
    }

    private void service(ServiceSpec service) {
        RunSpec run = service.run();
        if (run != null) {
            run.env().forEach(variable -> variable(variable, service.name()));
        }
        ServiceSpec.Tls tls = service.tls();
        ServiceSpec.Authority ca = tls == null ? null : tls.ca();
        if (ca != null && ca.secret() != null) {
            secret(ca.secret(), "ca.crt", service.name());
        }
        if (ca != null && ca.config() != null) {
            config(ca.config(), "ca.crt", service.name());
        }
        refused(service);
        if (service.url() != null) {
            Service found = url(service.url(), service.name());
            if (found != null) {
                Routable.of(service.name(), UpstreamUrl.of(service.url()).port(), found)
                        .ifPresent(routable::add);
            }
        }
        if (service.urls() != null) {
            service.urls().forEach(url -> url(url, service.name()));
        }
    }

    private void refused(ServiceSpec service) {
        if (service.allowLocalAddresses()) {
            return;
        }
        List<String> hosts =
                Stream.concat(
                                Stream.ofNullable(service.url()),
                                service.urls() == null ? Stream.of() : service.urls().stream())
                        .map(url -> UpstreamUrl.of(url).host())
                        .toList();
        List<String> local =
                hosts.stream().filter(host -> LocalAddress.kindOfHost(host) != null).toList();
        if (!local.isEmpty()) {
            List<String> addresses =
                    local.stream()
                            .distinct()
                            .map(host -> host + " is " + LocalAddress.kindOfHost(host))
                            .toList();
            refused.add(new Refused(service.name(), addresses, local.size() == hosts.size()));
        }
    }

    private void variable(RunSpec.Variable variable, String service) {
        RunSpec.KeyReference secret = variable.secret();
        RunSpec.KeyReference config = variable.config();
        if (secret != null) {
            secret(secret.name(), secret.key(), service);
        }
        if (config != null) {
            config(config.name(), config.key(), service);
        }
    }

    private void secret(String name, String key, String service) {
        if (!secrets.containsKey(name)) {
            secrets.put(name, keys(client.secrets().inNamespace(namespace).withName(name).get()));
        }
        require(secrets.get(name), "Secret", name, key, service);
    }

    private void config(String name, String key, String service) {
        if (!configs.containsKey(name)) {
            configs.put(
                    name, keys(client.configMaps().inNamespace(namespace).withName(name).get()));
        }
        require(configs.get(name), "ConfigMap", name, key, service);
    }

    private static @Nullable Set<String> keys(@Nullable Secret secret) {
        if (secret == null) {
            return null;
        }
        return secret.getData() == null ? Set.of() : Set.copyOf(secret.getData().keySet());
    }

    private static @Nullable Set<String> keys(@Nullable ConfigMap config) {
        if (config == null) {
            return null;
        }
        Set<String> keys = new TreeSet<>();
        if (config.getData() != null) {
            keys.addAll(config.getData().keySet());
        }
        if (config.getBinaryData() != null) {
            keys.addAll(config.getBinaryData().keySet());
        }
        return keys;
    }

    private void require(
            @Nullable Set<String> keys, String kind, String name, String key, String service) {
        if (keys == null) {
            add(kind + "NotFound", "%s %s".formatted(kind, name), service);
        } else if (!keys.contains(key)) {
            add("KeyNotFound", "key %s of %s %s".formatted(key, kind, name), service);
        }
    }

    private void add(String reason, String what, String service) {
        var found = new Missing(reason, what, service);
        if (!missing.contains(found)) {
            missing.add(found);
        }
    }

    /** A name that only a Service of this namespace can have must be one. */
    private @Nullable Service url(String url, String service) {
        String host = UpstreamUrl.of(url).host();
        String name = ownService(host);
        if (name == null) {
            return null;
        }
        Service found = client.services().inNamespace(namespace).withName(name).get();
        if (found == null) {
            add("ServiceNotFound", "Service " + name, service);
        }
        return found;
    }

    private @Nullable String ownService(String host) {
        int dot = host.indexOf('.');
        if (dot < 0) {
            return host.contains(":") || host.equals("localhost") ? null : host;
        }
        String rest = host.substring(dot + 1);
        boolean isOwn = rest.equals(namespace) || rest.startsWith(namespace + SERVICE_DOMAIN);
        return isOwn ? host.substring(0, dot) : null;
    }
}
