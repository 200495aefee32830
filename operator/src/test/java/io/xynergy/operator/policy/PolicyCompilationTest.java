package io.xynergy.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyDocument;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolicyCompilationTest {

    static CompiledPolicy compile(String name, String spec) {
        var resource = new GatewayPolicyResource();
        resource.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace("default").build());
        resource.setSpec(Serialization.unmarshal(spec, PolicyDocument.class));
        return PolicyCompilation.compile(resource, Map.of());
    }

    @Test
    void servicesThatThePolicyRunsGoByTheNamesOfTheirServices() {
        CompiledPolicy compiled =
                compile(
                        "shop",
                        "{\"services\":[{\"name\":\"crm\",\"run\":{\"image\":\"crm:1\"}}],"
                                + "\"routes\":[{\"name\":\"a\",\"to\":[{\"service\":\"crm\"}]}]}");

        assertThat(compiled).isInstanceOf(CompiledPolicy.Valid.class);
        assertThat(((CompiledPolicy.Valid) compiled).configuration().json())
                .contains("\"host\":\"shop-crm.default.svc\"");
    }

    @Test
    void errorsSayWhere() {
        assertThat(compile("shop", "{\"routes\":[{\"name\":\"a\",\"to\":[{\"service\":\"x\"}]}]}"))
                .isEqualTo(
                        new CompiledPolicy.Invalid(
                                "Invalid", "spec.routes[0].to[0].service: no service named \"x\""));
    }

    @Test
    void whatIsHardlyMeantIsAWarning() {
        String issuer =
                "{\"name\":\"%s\",\"oidc\":{\"issuer\":\"https://%s.example\",\"audiences\":[\"a\"],\"claims\":{\"tenant\":\"org\"}}}";
        CompiledPolicy compiled =
                compile(
                        "shop",
                        "{\"auth\":{\"issuers\":[%s,%s]}}"
                                .formatted(issuer.formatted("a", "a"), issuer.formatted("b", "b")));

        assertThat(((CompiledPolicy.Valid) compiled).warnings())
                .containsExactly(
                        "spec.auth.issuers[0].oidc: without tenants this issuer may name those of"
                                + " the other issuers; list its own, or \"*\" for any",
                        "spec.auth.issuers[1].oidc: without tenants this issuer may name those of"
                                + " the other issuers; list its own, or \"*\" for any");
    }

    @Test
    void aLoopbackIssuerIsRefusedInProduction() {
        String spec =
                "{\"environment\":\"%s\",\"auth\":{\"issuers\":[{\"name\":\"a\",\"oidc\":{\"issuer\":"
                        + "\"http://localhost:8080/realms/a\",\"audiences\":[\"a\"]}}]}}";

        assertThat(compile("shop", spec.formatted("production")))
                .isEqualTo(
                        new CompiledPolicy.Invalid(
                                "Invalid",
                                "spec.auth.issuers[0].oidc.issuer: in a pod in production an issuer"
                                        + " is known by https, found http://localhost:8080/realms/a"));
        assertThat(compile("shop", spec.formatted("development")))
                .isInstanceOf(CompiledPolicy.Valid.class);
    }

    @Test
    void configurationThatNoConfigMapHoldsIsRefused() {
        var random = new Random(1);
        var spec = new StringBuilder("{\"services\":[{\"name\":\"crm\",\"url\":\"http://c:1\"}],");
        spec.append("\"routes\":[");
        for (int i = 0; i < 4500; i++) {
            spec.append(i == 0 ? "" : ",").append("{\"name\":\"r").append(i);
            spec.append("\",\"to\":[{\"service\":\"crm\"}],\"match\":[{\"path\":{\"exact\":\"/");
            for (int j = 0; j < 20; j++) {
                spec.append(Long.toHexString(random.nextLong()));
            }
            spec.append("\"}}]}");
        }

        CompiledPolicy compiled = compile("shop", spec.append("]}").toString());

        assertThat(compiled).isInstanceOf(CompiledPolicy.Invalid.class);
        assertThat(((CompiledPolicy.Invalid) compiled).reason()).isEqualTo("TooLarge");
    }
}
