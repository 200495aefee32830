package io.xynergy.policy.document;

import io.xynergy.policy.AlsoAccepts;
import io.xynergy.policy.Default;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a record type says about the map that it is read from. */
public final class RecordShape {

    private static final ClassValue<RecordShape> SHAPES =
            new ClassValue<>() {
                @Override
                protected RecordShape computeValue(Class<?> type) {
                    return new RecordShape(type);
                }
            };

    private final List<Field> fields;
    private final Map<String, Field> byName;
    private final Set<String> ignored;
    private final Constructor<?> constructor;

    private RecordShape(Class<?> type) {
        List<Field> found = new ArrayList<>();
        Map<String, Field> named = new LinkedHashMap<>();
        RecordComponent[] components = type.getRecordComponents();
        for (RecordComponent component : components) {
            Field field = Field.of(component);
            found.add(field);
            named.put(field.name(), field);
        }
        AlsoAccepts others = type.getAnnotation(AlsoAccepts.class);
        fields = List.copyOf(found);
        byName = named;
        ignored = others == null ? Set.of() : Set.of(others.value());
        Class<?>[] parameters =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true); // a package may keep its documents to itself
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type + " is not a record", e);
        }
    }

    /** The shape of a record type. */
    public static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /**
     * One field.
     *
     * @param nullable absent is null
     * @param defaultText what absent stands for, as a document would say it
     */
    public record Field(
            String name,
            Type type,
            boolean nullable,
            @Nullable String defaultText,
            Method accessor) {

        private static Field of(RecordComponent component) {
            Default absent = component.getAnnotation(Default.class);
            return new Field(
                    component.getName(),
                    component.getGenericType(),
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                    absent == null ? null : absent.value(),
                    component.getAccessor());
        }

        /** The field's value in a record; null when it is absent. */
        public @Nullable Object get(Object holder) {
            try {
                return accessor.invoke(holder);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read " + accessor, e);
            }
        }
    }

    /** The fields in their order. */
    public List<Field> fields() {
        return fields;
    }

    @Nullable Field field(String name) {
        return byName.get(name);
    }

    Set<String> names() {
        return byName.keySet();
    }

    boolean ignores(String name) {
        return ignored.contains(name);
    }

    Object create(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot create " + constructor, e);
        }
    }
}
