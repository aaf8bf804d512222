#ifndef GIRO_CLIBPQ_SHIM_H
#define GIRO_CLIBPQ_SHIM_H

#include <libpq-fe.h>

#if !defined(LIBPQ_HAS_PIPELINING)
#error "libpq 14 or later is needed: it is the first with pipeline mode"
#endif

// Swift does not import character literals, so the field codes get names here.
static const int giro_field_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int giro_field_sqlstate = PG_DIAG_SQLSTATE;
static const int giro_field_message = PG_DIAG_MESSAGE_PRIMARY;
static const int giro_field_detail = PG_DIAG_MESSAGE_DETAIL;
static const int giro_field_hint = PG_DIAG_MESSAGE_HINT;
static const int giro_field_context = PG_DIAG_CONTEXT;
static const int giro_field_schema = PG_DIAG_SCHEMA_NAME;
static const int giro_field_table = PG_DIAG_TABLE_NAME;
static const int giro_field_column = PG_DIAG_COLUMN_NAME;
static const int giro_field_constraint = PG_DIAG_CONSTRAINT_NAME;
static const int giro_field_source_function = PG_DIAG_SOURCE_FUNCTION;

#endif
