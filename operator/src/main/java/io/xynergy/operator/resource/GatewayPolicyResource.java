package io.xynergy.operator.resource;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A policy as the API server stores it. */
@Group("gateway.xynergy.io")
@Version("v1alpha1")
@Kind("GatewayPolicy")
@Singular("gatewaypolicy")
@Plural("gatewaypolicies")
@ShortNames("gwp")
public final class GatewayPolicyResource extends CustomResource<PolicyDocument, PolicyStatus>
        implements Namespaced {

    private static final long serialVersionUID = 1;

    @Override
    protected @Nullable PolicyDocument initSpec() {
        return null;
    }

    @Override
    protected @Nullable PolicyStatus initStatus() {
        return null;
    }
}
