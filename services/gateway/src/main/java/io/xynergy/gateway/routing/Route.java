package io.xynergy.gateway.routing;

import io.xynergy.policy.PathNormalization;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.RateLimit;
import io.xynergy.policy.validation.Upgrades;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One route in the form in which requests use it: names resolved, texts turned into bytes. */
public final class Route {

    /** Stands for a limit that the policy does not set. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private final int index;
    private final String name;
    private final byte[] key;
    private final List<Target> targets;
    private final int[] cumulativeWeights;
    private final @Nullable RedirectRule redirect;
    private final @Nullable RewriteRule rewrite;
    private final FieldEdits responseEdits;
    private final long timeoutMillis;
    private final long maxRequestBody;
    private final long maxResponseBody;
    private final RetryRule retry;
    private final boolean encodedSlashes;
    private final Set<String> upgrades;
    private final PathNormalization normalization;
    private final List<RateLimit> rateLimits;

    Route(int index, GatewayConfig.Route settings, Map<String, Integer> services) {
        this.index = index;
        this.name = settings.name();
        this.key = Bytes.of('r' + settings.name());
        FieldEdits requestEdits = FieldEdits.of(settings.requestHeaders());
        this.responseEdits = FieldEdits.of(settings.responseHeaders());
        this.targets = targets(settings.targets(), services, requestEdits);
        this.cumulativeWeights = cumulativeWeights(targets);
        GatewayConfig.Redirect redirectSettings = settings.redirect();
        this.redirect = redirectSettings == null ? null : new RedirectRule(redirectSettings);
        GatewayConfig.Rewrite rewriteSettings = settings.rewrite();
        this.rewrite = rewriteSettings == null ? null : RewriteRule.of(rewriteSettings);
        this.timeoutMillis = settings.timeoutMillis();
        this.maxRequestBody = limit(settings.maxRequestBody());
        this.maxResponseBody = limit(settings.maxResponseBody());
        this.retry = new RetryRule(settings.retry());
        this.encodedSlashes = settings.encodedSlashes();
        List<String> allowed = settings.upgrades();
        this.upgrades = Set.copyOf(allowed == null ? Upgrades.BY_DEFAULT : allowed);
        this.rateLimits = settings.rateLimits();
        PathNormalization given = settings.normalize();
        this.normalization = given == null ? PathNormalization.FULL : given;
    }

    private static List<Target> targets(
            List<GatewayConfig.Target> settings, Map<String, Integer> services, FieldEdits edits) {
        List<Target> targets = new ArrayList<>();
        for (GatewayConfig.Target target : settings) {
            Integer service = services.get(target.service());
            if (service == null) {
                throw new IllegalArgumentException("no service named \"" + target.service() + "\"");
            }
            if (target.weight() < 0) {
                throw new IllegalArgumentException("weight " + target.weight() + " is negative");
            }
            FieldEdits own = FieldEdits.of(target.requestHeaders());
            targets.add(new Target(service, target.weight(), edits.then(own)));
        }
        return List.copyOf(targets);
    }

    private static int[] cumulativeWeights(List<Target> targets) {
        int[] weights = new int[targets.size()];
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += targets.get(i).weight();
            if (sum > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("weights add up to more than 2147483647");
            }
            weights[i] = (int) sum;
        }
        return weights;
    }

    private static long limit(@Nullable Long bytes) {
        return bytes == null ? UNLIMITED : bytes;
    }

    /**
     * Chooses a target by weight.
     *
     * @param random any number, all equally likely
     * @return null when no target has a weight
     */
    public @Nullable Target target(int random) {
        int last = cumulativeWeights.length - 1;
        if (last < 0 || cumulativeWeights[last] == 0) {
            return null;
        }
        int point = (int) ((Integer.toUnsignedLong(random) * cumulativeWeights[last]) >>> 32);
        int at = 0;
        while (cumulativeWeights[at] <= point) {
            at++;
        }
        return targets.get(at);
    }

    /** Its place among the policy's routes. */
    public int index() {
        return index;
    }

    public String name() {
        return name;
    }

    /** What tells the route from others, and from other things that are counted; shared. */
    public byte[] key() {
        return key;
    }

    public List<Target> targets() {
        return targets;
    }

    /** Set exactly when the route answers by itself. */
    public @Nullable RedirectRule redirect() {
        return redirect;
    }

    /** Null when the target is forwarded as it came. */
    public @Nullable RewriteRule rewrite() {
        return rewrite;
    }

    /** Edits of the response's headers; those of the request are with each target. */
    public FieldEdits responseEdits() {
        return responseEdits;
    }

    /** From the request's head to the response's head, over all tries. */
    public long timeoutMillis() {
        return timeoutMillis;
    }

    /** Bytes, or {@link #UNLIMITED}. */
    public long maxRequestBody() {
        return maxRequestBody;
    }

    /** Bytes, or {@link #UNLIMITED}. */
    public long maxResponseBody() {
        return maxResponseBody;
    }

    public RetryRule retry() {
        return retry;
    }

    /** Lower-case names of the protocols that clients may change to. */
    public Set<String> upgrades() {
        return upgrades;
    }

    /** Whether {@code %2F} in a path is let through. */
    public boolean encodedSlashes() {
        return encodedSlashes;
    }

    /** How often who may ask. */
    public List<RateLimit> rateLimits() {
        return rateLimits;
    }

    /** How much of a path is normalised before it is forwarded. */
    public PathNormalization normalization() {
        return normalization;
    }
}
