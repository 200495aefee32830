package io.xynergy.policy.validation;

import static io.xynergy.policy.validation.FieldRules.alternatives;

import io.xynergy.policy.Autoscaling;
import io.xynergy.policy.ByteSize;
import io.xynergy.policy.Cpu;
import io.xynergy.policy.DataPlaneSpec;
import io.xynergy.policy.DataPlaneSpec.Limits;
import io.xynergy.policy.Resources;
import io.xynergy.policy.RolloutSpec;
import io.xynergy.policy.Rule;
import io.xynergy.policy.RunSpec;
import io.xynergy.policy.SizingSpec;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Quote;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules about pods: how many, how large, and how they change. */
final class DeploymentRules {

    private static final int MOST_PODS = 1000;
    private static final int MANY = 1_000_000;
    private static final int MOST_VARIABLES = 128;
    private static final int MOST_CERTIFICATES = 64;
    private static final int LONGEST_VALUE = 32_768;
    private static final Cpu LEAST_CPU = new Cpu(1);
    private static final Cpu MOST_CPU = new Cpu(1_000_000);
    private static final ByteSize LEAST_MEMORY = new ByteSize(1L << 20);
    private static final ByteSize MOST_MEMORY = new ByteSize(1L << 44);
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern IMAGE =
            Pattern.compile(
                    "[a-zA-Z0-9][a-zA-Z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
                            + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final int LONGEST_IMAGE = 512;

    private final FieldRules fields;
    private final WireRules wire;

    DeploymentRules(FieldRules fields, WireRules wire) {
        this.fields = fields;
        this.wire = wire;
    }

    void gateway(DataPlaneSpec gateway, DocumentPath path) {
        pods(gateway.replicas(), gateway.autoscaling(), path);
        resources(gateway.resources(), path.field("resources"));
        fields.range(gateway.concurrency(), 1, MANY, path.field("concurrency"));
        wire.cidrs(gateway.trustedProxies(), path.field("trustedProxies"));
        DataPlaneSpec.ProxyProtocol proxyProtocol = gateway.proxyProtocol();
        if (proxyProtocol != null) {
            DocumentPath from = path.field("proxyProtocol").field("from");
            fields.require(!proxyProtocol.from().isEmpty(), Rule.TOO_FEW, from);
            wire.cidrs(proxyProtocol.from(), from);
        }
        Duration longest = Duration.ofMinutes(10);
        fields.range(gateway.drain(), Duration.ZERO, longest, path.field("drain"));
        DataPlaneSpec.Tls tls = gateway.tls();
        if (tls != null) {
            certificates(tls, path.field("tls"));
        }
        Limits limits = gateway.limits();
        if (limits != null) {
            limits(limits, path.field("limits"));
        }
        DataPlaneSpec.Redis redis = gateway.redis();
        if (redis != null) {
            fields.objectName(redis.secret(), path.field("redis").field("secret"));
            fields.objectKey(redis.key(), path.field("redis").field("key"));
        }
    }

    private void certificates(DataPlaneSpec.Tls tls, DocumentPath path) {
        fields.objectName(tls.secret(), path.field("secret"));
        DocumentPath further = path.field("secrets");
        fields.atMost(tls.secrets(), MOST_CERTIFICATES, further);
        fields.different(tls.secrets(), further);
        for (int i = 0; i < tls.secrets().size(); i++) {
            String secret = tls.secrets().get(i);
            fields.objectName(secret, further.item(i));
            boolean isDefault = secret.equals(tls.secret());
            fields.require(!isDefault, Rule.DEFAULT_CERTIFICATE, further.item(i), secret);
        }
    }

    private void limits(Limits limits, DocumentPath path) {
        fields.range(
                limits.requestLine(),
                Limits.LEAST_LINE,
                Limits.MOST_LINE,
                path.field("requestLine"));
        head(limits.requestHead(), path.field("requestHead"));
        head(limits.responseHead(), path.field("responseHead"));
        fieldLines(limits.requestFields(), path.field("requestFields"));
        fieldLines(limits.responseFields(), path.field("responseFields"));
        fields.ordered(
                "requestLine", limits.requestLine(), "requestHead", limits.requestHead(), path);
    }

    private void head(ByteSize size, DocumentPath path) {
        fields.range(size, Limits.LEAST_HEAD, Limits.MOST_HEAD, path);
    }

    private void fieldLines(int number, DocumentPath path) {
        fields.range(number, Limits.LEAST_FIELDS, Limits.MOST_FIELDS, path);
    }

    void run(RunSpec run, DocumentPath path) {
        boolean image = run.image().length() <= LONGEST_IMAGE;
        image = image && IMAGE.matcher(run.image()).matches();
        fields.require(image, Rule.IMAGE, path.field("image"), Quote.of(run.image()));
        pods(run.replicas(), run.autoscaling(), path);
        resources(run.resources(), path.field("resources"));
        fields.range(run.concurrency(), 1, MANY, path.field("concurrency"));
        fields.range(run.port(), 1, 65_535, path.field("port"));
        variables(run, path.field("env"));
        wire.path(run.probes().live(), false, path.field("probes").field("live"));
        wire.path(run.probes().ready(), false, path.field("probes").field("ready"));
    }

    private void variables(RunSpec run, DocumentPath path) {
        fields.atMost(run.env(), MOST_VARIABLES, path);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < run.env().size(); i++) {
            RunSpec.Variable variable = run.env().get(i);
            DocumentPath place = path.item(i);
            variable(variable, place);
            if (!names.add(variable.name())) {
                String name = Quote.of(variable.name());
                fields.report(Rule.DUPLICATE_NAME, place.field("name"), name, path);
            }
        }
    }

    private void variable(RunSpec.Variable variable, DocumentPath path) {
        boolean good = VARIABLE.matcher(variable.name()).matches();
        String name = Quote.of(variable.name());
        fields.require(good, Rule.VARIABLE_NAME, path.field("name"), name);
        String value = variable.value();
        fields.exactlyOne(
                path,
                alternatives(
                        "value", value != null,
                        "secret", variable.secret() != null,
                        "config", variable.config() != null));
        if (value != null) {
            boolean fits = value.length() <= LONGEST_VALUE;
            DocumentPath place = path.field("value");
            fields.require(fits, Rule.TOO_LONG, place, value.length(), LONGEST_VALUE);
        }
        reference(variable.secret(), path.field("secret"));
        reference(variable.config(), path.field("config"));
    }

    private void reference(RunSpec.@Nullable KeyReference reference, DocumentPath path) {
        if (reference != null) {
            fields.objectName(reference.name(), path.field("name"));
            fields.objectKey(reference.key(), path.field("key"));
        }
    }

    private void pods(
            @Nullable Integer replicas, @Nullable Autoscaling autoscaling, DocumentPath path) {
        boolean scaled = autoscaling != null;
        fields.atMostOne(path, alternatives("replicas", replicas != null, "autoscaling", scaled));
        fields.range(replicas, 0, MOST_PODS, path.field("replicas"));
        if (autoscaling == null) {
            return;
        }
        DocumentPath place = path.field("autoscaling");
        fields.range(autoscaling.min(), 1, MOST_PODS, place.field("min"));
        fields.range(autoscaling.max(), 1, MOST_PODS, place.field("max"));
        fields.ordered("min", autoscaling.min(), "max", autoscaling.max(), place);
        fields.range(autoscaling.targetCPU(), 1, 1000, place.field("targetCPU"));
        DocumentPath concurrency = place.field("targetConcurrency");
        fields.range(autoscaling.targetConcurrency(), 1, MANY, concurrency);
        fields.atLeastOne(
                place,
                alternatives(
                        "targetCPU", autoscaling.targetCPU() != null,
                        "targetConcurrency", autoscaling.targetConcurrency() != null));
    }

    private void resources(@Nullable Resources resources, DocumentPath path) {
        if (resources != null) {
            fields.range(resources.cpu(), LEAST_CPU, MOST_CPU, path.field("cpu"));
            fields.range(resources.memory(), LEAST_MEMORY, MOST_MEMORY, path.field("memory"));
        }
    }

    void sizing(SizingSpec sizing, DocumentPath path) {
        SizingSpec.Bounds bounds = sizing.bounds();
        if (bounds != null) {
            bounds(bounds, path.field("bounds"));
        }
        SizingSpec.Prices prices = sizing.prices();
        if (prices != null) {
            DocumentPath place = path.field("prices");
            BigDecimal most = BigDecimal.valueOf(1_000_000);
            fields.range(prices.cpuHour(), BigDecimal.ZERO, most, place.field("cpuHour"));
            DocumentPath memory = place.field("memoryGiBHour");
            fields.range(prices.memoryGiBHour(), BigDecimal.ZERO, most, memory);
            boolean currency = CURRENCY.matcher(prices.currency()).matches();
            String shown = Quote.of(prices.currency());
            fields.require(currency, Rule.CURRENCY, place.field("currency"), shown);
        }
    }

    private void bounds(SizingSpec.Bounds bounds, DocumentPath path) {
        SizingSpec.CpuRange cpu = bounds.cpu();
        if (cpu != null) {
            DocumentPath place = path.field("cpu");
            fields.range(cpu.min(), LEAST_CPU, MOST_CPU, place.field("min"));
            fields.range(cpu.max(), LEAST_CPU, MOST_CPU, place.field("max"));
            fields.ordered("min", cpu.min(), "max", cpu.max(), place);
        }
        SizingSpec.MemoryRange memory = bounds.memory();
        if (memory != null) {
            DocumentPath place = path.field("memory");
            fields.range(memory.min(), LEAST_MEMORY, MOST_MEMORY, place.field("min"));
            fields.range(memory.max(), LEAST_MEMORY, MOST_MEMORY, place.field("max"));
            fields.ordered("min", memory.min(), "max", memory.max(), place);
        }
    }

    void rollout(RolloutSpec rollout, DocumentPath path) {
        boolean canary = rollout.strategy() == RolloutSpec.Strategy.CANARY;
        RolloutSpec.Canary settings = rollout.canary();
        if (settings == null) {
            fields.require(!canary, Rule.NEEDS, path, "strategy: Canary", "canary");
            return;
        }
        DocumentPath place = path.field("canary");
        fields.require(canary, Rule.ONLY_WITH, place, "strategy: Canary");
        fields.range(settings.pods(), 1, MOST_PODS, place.field("pods"));
        fields.range(
                settings.observe(),
                Duration.ofSeconds(1),
                TrafficRules.DAY,
                place.field("observe"));
    }
}
