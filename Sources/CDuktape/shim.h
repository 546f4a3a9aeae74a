#ifndef CDUKTAPE_SHIM_H
#define CDUKTAPE_SHIM_H

#include <duktape.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/// What a script may still ask for. Hardly anything in JavaScript goes without asking for memory, so the number of
/// requests stands for time, and unlike time it is the same on every machine.
typedef struct {
    /// Bytes that the engine holds, and how many it may.
    size_t held;
    size_t memory;
    /// How often memory may still be asked for.
    size_t requests;
    /// Whether a request was refused.
    bool exceeded;
} cduktape_budget;

/// Before each block stands its size; 16 bytes keep the alignment of malloc.
enum { cduktape_header = 16 };

static inline bool cduktape_grant(cduktape_budget *budget, size_t freed, size_t size) {
    size_t others = budget->held - freed;
    if (budget->requests == 0 || others > budget->memory || size > budget->memory - others) {
        budget->exceeded = true;
        return false;
    }
    budget->requests -= 1;
    return true;
}

static inline void cduktape_free(void *user, void *block) {
    if (!block) return;
    char *start = (char *)block - cduktape_header;
    ((cduktape_budget *)user)->held -= *(size_t *)start;
    free(start);
}

static inline void *cduktape_reallocate(void *user, void *block, duk_size_t size) {
    cduktape_budget *budget = (cduktape_budget *)user;
    if (size == 0) {
        cduktape_free(user, block);
        return NULL;
    }
    char *start = block ? (char *)block - cduktape_header : NULL;
    size_t old = start ? *(size_t *)start : 0;
    if (!cduktape_grant(budget, old, size)) return NULL;
    start = (char *)realloc(start, size + cduktape_header);
    if (!start) return NULL;
    *(size_t *)start = size;
    budget->held += size - old;
    return start + cduktape_header;
}

static inline void *cduktape_allocate(void *user, duk_size_t size) { return cduktape_reallocate(user, NULL, size); }

/// An engine that keeps to a budget, which must stay in its place as long as the engine; NULL where there is no memory.
static inline duk_context *cduktape_create(cduktape_budget *budget) {
    return duk_create_heap(cduktape_allocate, cduktape_reallocate, cduktape_free, budget, NULL);
}

/// What a protected call is told.
typedef struct {
    /// A script, or the argument of a function.
    const char *text;
    size_t length;
    /// The name of a global function; NULL to evaluate the text.
    const char *function;
    /// The function's second argument.
    bool flag;
} cduktape_request;

static inline duk_ret_t cduktape_protected(duk_context *context, void *user) {
    const cduktape_request *request = (const cduktape_request *)user;
    if (request->function) {
        duk_get_global_string(context, request->function);
        duk_push_lstring(context, request->text, request->length);
        duk_push_boolean(context, request->flag);
        duk_call(context, 2);
    } else {
        duk_eval_lstring(context, request->text, request->length);
    }
    duk_to_string(context, -1);
    return 1;
}

static inline duk_ret_t cduktape_error_text(duk_context *context, void *user) {
    (void)user;
    duk_safe_to_string(context, -1);
    return 1;
}

/// Evaluates a script or calls a function.
///
/// On return `result` is the text of the value, or of the error where the call is false: `*length` bytes of UTF-8, which the
/// caller frees. NULL where there is no text, because memory or the budget was at its end.
static inline bool cduktape_run(duk_context *context, cduktape_request *request, char **result, size_t *length) {
    bool succeeded = duk_safe_call(context, cduktape_protected, request, 0, 1) == DUK_EXEC_SUCCESS;
    if (!succeeded) duk_safe_call(context, cduktape_error_text, NULL, 1, 1);
    duk_size_t size = 0;
    const char *text = duk_get_lstring(context, -1, &size);
    *result = text ? (char *)malloc(size + 1) : NULL;
    *length = 0;
    if (*result) {
        memcpy(*result, text, size);
        *length = size;
    }
    duk_pop(context);
    return succeeded && text;
}

#endif
