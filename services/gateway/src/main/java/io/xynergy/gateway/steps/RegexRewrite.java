package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.gateway.routing.RewriteRule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Makes the target that the upstream gets, where a regular expression makes it. */
final class RegexRewrite implements RequestStep {

    @Override
    public Decision decide(Exchange exchange) {
        RewriteRule rewrite = Objects.requireNonNull(exchange.route().rewrite());
        Effort effort = exchange.effort();
        try (Output out = exchange.context().buffers().takeOutput()) {
            String problem = rewrite.replace(exchange.head(), exchange.route(), effort, out);
            if (effort.isSpent()) {
                return Decision.Refuse.UNDECIDED;
            }
            if (problem != null) {
                return Decision.Refuse.of(FailureKind.REWRITE_FAILED, problem);
            }
            exchange.target(Arrays.copyOf(out.bytes(), out.size()));
            return Decision.Pass.GO_ON;
        }
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        byte[] target = exchange.target();
        return target == null
                ? List.of()
                : List.of("the target becomes " + new String(target, StandardCharsets.UTF_8));
    }
}
