package io.xynergy.kit.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes one component of a record of settings. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** What it is for, in one line. */
    String value();

    /** The value when nobody sets one, as it would be written; empty: there is none. */
    String otherwise() default "";

    /** Whether the component may be null: nobody set it and it has no default. */
    boolean optional() default false;
}
