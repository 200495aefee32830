/** PostgreSQL: transactions of one tenant, bounded waiting, migrations. */
@NullMarked
package io.xynergy.kit.database;

import org.jspecify.annotations.NullMarked;
