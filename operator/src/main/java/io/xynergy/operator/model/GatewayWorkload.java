package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.xynergy.policy.DataPlaneSpec;
import io.xynergy.policy.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The data plane. */
final class GatewayWorkload {

    /** Ports of a data plane's container. */
    static final int HTTP = 8080;

    static final int HTTPS = 8443;
    static final int ADMIN = 9901;

    private static final String IN_FLIGHT = "xynergy_gateway_requests_admitted";
    private static final String CONFIG = "/etc/xynergy/config";
    private static final String KEY = "/etc/xynergy/delivery";
    private static final String IDENTITY = "/etc/xynergy/identity";
    private static final String REDIS = "XYNERGY_REDIS_URI";
    private static final String AUTHORITY = "ca.crt";
    private static final List<String> CERTIFICATE = List.of("tls.crt", "tls.key");

    /** Of IPv6 as well; the pod's NetworkPolicy says who reaches the admin port. */
    private static final String EVERY_ADDRESS = "0.0.0.0";

    /** How long a stopping pod accepts, until no load balancer sends to it. */
    private static final int DRAIN_DELAY_SECONDS = 5;

    /** From the end of the drain to the kill. */
    private static final int SPARE_SECONDS = 5;

    private final Plan plan;
    private final Platform platform;

    private GatewayWorkload(Plan plan, Platform platform) {
        this.plan = plan;
        this.platform = platform;
    }

    static Workload of(Plan plan, Platform platform) {
        return new GatewayWorkload(plan, platform).workload();
    }

    private Workload workload() {
        DataPlaneSpec spec = plan.gateway();
        return new Workload(
                Names.gateway(plan.name()),
                Labels.selector(plan.name(), Labels.GATEWAY, ""),
                Scale.of(spec.replicas(), spec.autoscaling(), IN_FLIGHT),
                (int) Math.ceilDiv(spec.drain().toMillis(), 1000L) + SPARE_SECONDS,
                container(),
                volumes(),
                servicePorts());
    }

    private Container container() {
        return new ContainerBuilder()
                .withName("gateway")
                .withImage(platform.gatewayImage())
                .withArgs(
                        "gateway",
                        "--config",
                        CONFIG,
                        "--delivery-key",
                        KEY + "/key",
                        IdentityMount.OPTION,
                        IDENTITY + "/" + IdentityMount.DOCUMENT,
                        "--admin-host",
                        EVERY_ADDRESS,
                        "--drain-delay",
                        Integer.toString(DRAIN_DELAY_SECONDS),
                        "--refuse-local-upstreams")
                .withEnv(environment())
                .withPorts(containerPorts())
                .withStartupProbe(Pods.probe("/health/live", "admin", 1, 60))
                .withLivenessProbe(Pods.probe("/health/live", "admin", 10, 3))
                .withReadinessProbe(Pods.probe("/health/ready", "admin", 2, 2))
                .withNewResources()
                .withRequests(Quantities.requests(plan.gateway().resources()))
                .withLimits(Quantities.limits(plan.gateway().resources()))
                .endResources()
                .withSecurityContext(Pods.security())
                .withVolumeMounts(mounts())
                .build();
    }

    /** Also without the Secret pods start; limits are then counted by each. */
    private List<EnvVar> environment() {
        DataPlaneSpec.Redis redis = plan.gateway().redis();
        return redis == null
                ? List.of()
                : List.of(
                        new EnvVarBuilder()
                                .withName(REDIS)
                                .withNewValueFrom()
                                .withNewSecretKeyRef(redis.key(), redis.secret(), true)
                                .endValueFrom()
                                .build());
    }

    private List<ContainerPort> containerPorts() {
        List<ContainerPort> ports = new ArrayList<>();
        ports.add(Pods.port("http", HTTP));
        if (plan.gateway().tls() != null) {
            ports.add(Pods.port("https", HTTPS));
        }
        ports.add(Pods.port("admin", ADMIN));
        return ports;
    }

    private List<ServicePort> servicePorts() {
        List<ServicePort> ports = new ArrayList<>();
        ports.add(Pods.servicePort("http", 80));
        if (plan.gateway().tls() != null) {
            ports.add(Pods.servicePort("https", 443));
        }
        return ports;
    }

    private List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(
                new VolumeBuilder()
                        .withName("config")
                        .withNewConfigMap()
                        .withName(Names.config(plan.name()))
                        .withDefaultMode(0444)
                        .endConfigMap()
                        .build());
        volumes.add(
                new VolumeBuilder()
                        .withName("delivery")
                        .withNewSecret()
                        .withSecretName(Names.deliveryKey(plan.name()))
                        .withDefaultMode(0440)
                        .endSecret()
                        .build());
        volumes.add(
                new VolumeBuilder()
                        .withName("identity")
                        .withNewSecret()
                        .withSecretName(Names.identity(plan.name()))
                        .withDefaultMode(0440)
                        .withItems(file(IdentityMount.DOCUMENT))
                        .endSecret()
                        .build());
        int number = 0;
        for (Map.Entry<String, Set<String>> secret : secrets().entrySet()) {
            volumes.add(secret("secret-" + number++, secret.getKey(), secret.getValue()));
        }
        number = 0;
        for (String name : configs()) {
            volumes.add(authority("authority-" + number++, name));
        }
        return volumes;
    }

    private List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(Pods.mount("config", CONFIG, true));
        mounts.add(Pods.mount("delivery", KEY, true));
        mounts.add(Pods.mount("identity", IDENTITY, true));
        int number = 0;
        for (String name : secrets().keySet()) {
            mounts.add(Pods.mount("secret-" + number++, "/etc/xynergy/secrets/" + name, true));
        }
        number = 0;
        for (String name : configs()) {
            mounts.add(Pods.mount("authority-" + number++, "/etc/xynergy/configs/" + name, true));
        }
        mounts.add(Pods.tmp());
        return mounts;
    }

    /**
     * Of others' Secrets the keys that are read and nothing else: the Secret of an authority has
     * its private key too. What is missing must not keep pods from starting: routes that need it
     * respond by themselves.
     */
    private static Volume secret(String volume, String name, Set<String> keys) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewSecret()
                .withSecretName(name)
                .withDefaultMode(0440)
                .withItems(keys.stream().map(GatewayWorkload::file).toList())
                .withOptional(true)
                .endSecret()
                .build();
    }

    private static Volume authority(String volume, String name) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewConfigMap()
                .withName(name)
                .withDefaultMode(0444)
                .withItems(file(AUTHORITY))
                .withOptional(true)
                .endConfigMap()
                .build();
    }

    /** A key as a file of the same name. */
    private static KeyToPath file(String key) {
        return new KeyToPathBuilder().withKey(key).withPath(key).build();
    }

    /** The keys that are read, by Secret. */
    private SortedMap<String, Set<String>> secrets() {
        SortedMap<String, Set<String>> keys = new TreeMap<>();
        DataPlaneSpec.Tls tls = plan.gateway().tls();
        if (tls != null) {
            tls.all().forEach(name -> keys.put(name, new TreeSet<>(CERTIFICATE)));
        }
        for (ServiceSpec service : plan.services()) {
            ServiceSpec.Authority ca = authority(service);
            if (ca != null && ca.secret() != null) {
                keys.computeIfAbsent(ca.secret(), _ -> new TreeSet<>()).add(AUTHORITY);
            }
        }
        return keys;
    }

    private Set<String> configs() {
        var names = new TreeSet<String>();
        for (ServiceSpec service : plan.services()) {
            ServiceSpec.Authority ca = authority(service);
            if (ca != null && ca.config() != null) {
                names.add(ca.config());
            }
        }
        return names;
    }

    private static ServiceSpec.@Nullable Authority authority(ServiceSpec service) {
        ServiceSpec.Tls tls = service.tls();
        return tls == null ? null : tls.ca();
    }
}
