package io.xynergy.policy.validation;

import io.xynergy.policy.GatewayPolicy;
import io.xynergy.policy.PolicySpec;
import io.xynergy.policy.Rule;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Problems;
import io.xynergy.policy.document.Quote;

/** Checks a policy against every rule that needs no cluster. */
final class PolicyValidator {

    /** The names of a policy's children are longer than its own. */
    private static final int LONGEST_POLICY_NAME = 50;

    private final FieldRules fields;
    private final WireRules wire;

    PolicyValidator(Problems problems) {
        fields = new FieldRules(problems);
        wire = new WireRules(fields);
    }

    void validate(GatewayPolicy policy) {
        DocumentPath root = DocumentPath.ROOT;
        fields.require(
                policy.apiVersion().equals(GatewayPolicy.API_VERSION),
                Rule.API_VERSION,
                root.field("apiVersion"),
                GatewayPolicy.API_VERSION,
                Quote.of(policy.apiVersion()));
        fields.require(
                policy.kind().equals(GatewayPolicy.KIND),
                Rule.KIND,
                root.field("kind"),
                GatewayPolicy.KIND,
                Quote.of(policy.kind()));
        DocumentPath name = root.field("metadata").field("name");
        fields.name(policy.metadata().name(), LONGEST_POLICY_NAME, name);
        sections(policy.spec(), root.field("spec"));
    }

    private void sections(PolicySpec spec, DocumentPath path) {
        DeploymentRules deployments = new DeploymentRules(fields, wire);
        deployments.gateway(spec.gateway(), path.field("gateway"));
        deployments.sizing(spec.sizing(), path.field("sizing"));
        deployments.rollout(spec.rollout(), path.field("rollout"));
        AuthRules auth = new AuthRules(spec, fields, wire);
        auth.section(path.field("auth"));
        new ServiceRules(fields, wire, deployments, spec.environment())
                .services(spec.services(), path.field("services"));
        RouteRules routes = new RouteRules(spec, fields, wire, auth);
        routes.defaults(path.field("defaults"));
        routes.routes(path.field("routes"));
        EdgeRules edge = new EdgeRules(fields, wire);
        edge.cors(spec.cors(), path.field("cors"));
        edge.realtime(spec.realtime(), path.field("realtime"));
        edge.audit(spec.audit(), spec.routes(), path.field("audit"));
        edge.telemetry(spec.telemetry(), path.field("telemetry"));
    }
}
