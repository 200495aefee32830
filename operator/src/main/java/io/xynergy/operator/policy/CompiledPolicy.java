package io.xynergy.operator.policy;

import io.xynergy.operator.model.Configuration;
import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.DataPlaneSpec;
import io.xynergy.policy.RolloutSpec;
import io.xynergy.policy.ServiceSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a policy's document. */
public sealed interface CompiledPolicy {

    /**
     * It is valid.
     *
     * @param canary how a few pods serve a new version first; absent: all do at once
     * @param apiKeys the API keys that it asks for
     * @param routes names of routes by the services that they forward to
     * @param claims what it claims of its namespace
     * @param warnings what is allowed but hardly meant, with its paths
     */
    record Valid(
            Configuration configuration,
            DataPlaneSpec gateway,
            List<ServiceSpec> services,
            boolean rollbackOnReject,
            RolloutSpec.@Nullable Canary canary,
            List<AuthSpec.ApiKey> apiKeys,
            Map<String, List<String>> routes,
            Claims claims,
            List<String> warnings)
            implements CompiledPolicy {

        public Valid {
            services = List.copyOf(services);
            apiKeys = List.copyOf(apiKeys);
            routes = Map.copyOf(routes);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It is not.
     *
     * @param reason one CamelCase word
     * @param message everything that is wrong
     */
    record Invalid(String reason, String message) implements CompiledPolicy {}
}
