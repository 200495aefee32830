package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackTest {

    private static final String POLICY =
            """
            apiVersion: gateway.xynergy.io/v1alpha1
            kind: GatewayPolicy
            metadata: {name: stack}
            spec:
              routes:
                - name: all
                  match: [{path: {prefix: /}}]
                  redirect: {path: /}
                  auth: {mode: None}
            """;

    @Test
    void nothingButTheGatewayItselfIsOpenToTheNetwork(@TempDir Path data) throws Exception {
        var compiled =
                (CompileResult.Compiled) Policies.compile(POLICY.getBytes(StandardCharsets.UTF_8));
        var options =
                new StackOptions(
                        new StackOptions.PolicySource(data.resolve("policy.yaml"), compiled),
                        data.resolve("data"),
                        false,
                        "0.0.0.0",
                        new Ports(Map.of()),
                        Set.of(),
                        new StackOptions.Servers(Optional.empty(), Optional.empty()));
        var progress = new Progress(new PrintWriter(new StringWriter()), System::nanoTime);
        Stack stack = Stack.open(options, progress);
        try {
            assertThat(stack.listeners())
                    .containsEntry(Ports.Use.GATEWAY, "0.0.0.0")
                    .containsEntry(Ports.Use.ADMIN, "127.0.0.1")
                    .containsEntry(Ports.Use.ISSUER, "127.0.0.1");
        } finally {
            stack.stop();
        }
    }
}
