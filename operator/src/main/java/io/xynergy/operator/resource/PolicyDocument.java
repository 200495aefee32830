package io.xynergy.operator.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.xynergy.kit.json.JsonWriter;
import io.xynergy.policy.GatewayPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A spec as JSON text: what it means is only the policy reader's matter, so that a cluster and a
 * laptop read it alike. Text also takes a fraction of a tree's memory in the cache of policies.
 */
@JsonDeserialize(using = PolicyDocument.Reader.class)
@JsonSerialize(using = PolicyDocument.Writer.class)
public final class PolicyDocument {

    private final byte[] spec;

    PolicyDocument(byte[] spec) {
        this.spec = spec;
    }

    /** The whole document of the policy with this spec, as the policy reader takes it. */
    public byte[] named(String name, String namespace) {
        byte[] head =
                new JsonWriter()
                        .openObject()
                        .member("apiVersion", GatewayPolicy.API_VERSION)
                        .member("kind", GatewayPolicy.KIND)
                        .name("metadata")
                        .openObject()
                        .member("name", name)
                        .member("namespace", namespace)
                        .closeObject()
                        .name("spec")
                        .toBytes();
        var document = new ByteArrayOutputStream(head.length + spec.length + 1);
        document.writeBytes(head);
        document.writeBytes(spec);
        document.write('}');
        return document.toByteArray();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PolicyDocument document && Arrays.equals(spec, document.spec);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(spec);
    }

    static final class Reader extends JsonDeserializer<PolicyDocument> {

        @Override
        public PolicyDocument deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            var text = new ByteArrayOutputStream();
            try (JsonGenerator generator = parser.getCodec().getFactory().createGenerator(text)) {
                generator.copyCurrentStructure(parser);
            }
            return new PolicyDocument(text.toByteArray());
        }
    }

    static final class Writer extends JsonSerializer<PolicyDocument> {

        @Override
        public void serialize(
                PolicyDocument document, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeRawValue(new String(document.spec, StandardCharsets.UTF_8));
        }
    }
}
