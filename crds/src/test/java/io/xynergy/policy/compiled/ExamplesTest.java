package io.xynergy.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.GatewayPolicy;
import io.xynergy.policy.document.RecordShape;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Examples and valid documents compile, and together they use every field there is. */
class ExamplesTest {

    static Stream<Path> documents() {
        return Stream.of(Documents.EXAMPLES, Documents.VALID, Documents.SAME)
                .map(Documents::in)
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void compilesWithoutWarning(Path document) {
        assertThat(Documents.compile(Documents.bytes(document)).warnings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void canonicalJsonReadsBackToTheSameConfiguration(Path document) {
        CompileResult.Compiled compiled = Documents.compile(Documents.bytes(document));

        assertThat(Policies.readConfig(compiled.canonicalJson()))
                .isEqualTo(new ConfigResult.Loaded(compiled.config(), compiled.digest()));
    }

    @Test
    void everyFieldIsUsedSomewhere() {
        Set<String> fields = new TreeSet<>();
        addFields(GatewayPolicy.class, fields);
        documents()
                .map(document -> Documents.compile(Documents.bytes(document)).policy())
                .forEach(policy -> removeUsed(policy, fields));

        assertThat(fields).as("fields in no valid document").isEmpty();
    }

    private static void addFields(Type type, Set<String> fields) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                addFields(argument, fields);
            }
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            for (RecordShape.Field field : RecordShape.of(plain).fields()) {
                if (fields.add(name(plain, field))) {
                    addFields(field.type(), fields);
                }
            }
        }
    }

    private static void removeUsed(Object value, Set<String> fields) {
        switch (value) {
            case Collection<?> items -> items.forEach(item -> removeUsed(item, fields));
            case Record holder -> {
                for (RecordShape.Field field : RecordShape.of(holder.getClass()).fields()) {
                    Object held = field.get(holder);
                    if (held != null && !held.equals(List.of()) && !held.equals(Map.of())) {
                        fields.remove(name(holder.getClass(), field));
                        removeUsed(held, fields);
                    }
                }
            }
            default -> {}
        }
    }

    private static String name(Class<?> type, RecordShape.Field field) {
        return type.getSimpleName() + "." + field.name();
    }
}
