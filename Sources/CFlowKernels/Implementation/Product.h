// Products of a small matrix with one of events: c = act(A b + bias + addend), the activation while the sums are in
// registers.
//
// A panel of 16 events of b is copied so that it is contiguous (rows of events are often a power of two apart, and
// would fall on the same few cache lines), and stays in the first-level cache while all rows of A pass over it.

/// g · act'(z), where out = act(z); NaN passes through.
ALWAYS_INLINE f8 BUILD(gated)(f8 g, f8 out, int activation) {
    if (activation == FLOW_RELU) {
        g = out <= 0.0f ? (f8)0.0f : g;
        return out != out ? out : g;
    }
    if (activation == FLOW_ELU) return g * (out > 0.0f ? (f8)1.0f : out + 1.0f);
    return g;
}

/// What a block begins with and ends with, beside the sums themselves.
enum { BUILD(FROM_ZERO), BUILD(FROM_BIAS), BUILD(FROM_ADDEND), BUILD(FROM_BOTH) };

/// `rows` x (8 `vectors`) sums. All of the last line, and whether A is transposed, are constants where this is inlined.
ALWAYS_INLINE void BUILD(product_block)(const float *a, ptrdiff_t stride, const float *panel, ptrdiff_t depth,
                                        float *c, ptrdiff_t n, const float *bias, const float *addend,
                                        const float *gate, int transposed, int rows, int vectors, int from, int gates,
                                        int activation) {
    f8 sums[PRODUCT_ROWS][2];
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
        for (int j = 0; j < vectors; j++) {
            f8 start = from == BUILD(FROM_BIAS) || from == BUILD(FROM_BOTH) ? (f8)bias[i] : (f8)0.0f;
            if (from == BUILD(FROM_ADDEND)) start = load(addend + i * n + 8 * j);
            if (from == BUILD(FROM_BOTH)) start += load(addend + i * n + 8 * j);
            sums[i][j] = start;
        }
#pragma clang loop unroll_count(4)
    for (ptrdiff_t p = 0; p < depth; p++) {
        f8 x[2];
#pragma clang loop unroll(full)
        for (int j = 0; j < vectors; j++) x[j] = load(panel + (p * vectors + j) * 8);
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++) {
            f8 weight = transposed ? a[p * stride + i] : a[i * stride + p];
#pragma clang loop unroll(full)
            for (int j = 0; j < vectors; j++) sums[i][j] = x[j] * weight + sums[i][j];
        }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
        for (int j = 0; j < vectors; j++) {
            ptrdiff_t k = i * n + 8 * j;
            store(c + k, gates ? BUILD(gated)(sums[i][j], load(gate + k), activation)
                               : BUILD(activate)(sums[i][j], activation));
        }
}

/// Blocks at the edge, which are few, find their ends while they run.
ALWAYS_INLINE void BUILD(product_edge)(const float *a, ptrdiff_t stride, const float *panel, ptrdiff_t depth, float *c,
                                       ptrdiff_t n, const float *bias, const float *addend, const float *gate,
                                       int transposed, int rows, int vectors, int from, int activation) {
#define BLOCK(start) \
    BUILD(product_block)(a, stride, panel, depth, c, n, bias, addend, gate, transposed, rows, vectors, start, 0, \
                         FLOW_IDENTITY)
    switch (from) {
    case BUILD(FROM_ZERO): BLOCK(BUILD(FROM_ZERO)); break;
    case BUILD(FROM_BIAS): BLOCK(BUILD(FROM_BIAS)); break;
    case BUILD(FROM_ADDEND): BLOCK(BUILD(FROM_ADDEND)); break;
    default: BLOCK(BUILD(FROM_BOTH)); break;
    }
#undef BLOCK
    if (activation == FLOW_IDENTITY) return;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < vectors; j++) {
            ptrdiff_t k = i * n + 8 * j;
            f8 sum = load(c + k);
            store(c + k, gate ? BUILD(gated)(sum, load(gate + k), activation) : BUILD(activate)(sum, activation));
        }
}

ALWAYS_INLINE void BUILD(product_panel)(const float *a, ptrdiff_t stride, const float *b, float *c, ptrdiff_t rows,
                                        ptrdiff_t depth, ptrdiff_t n, const float *bias, const float *addend,
                                        const float *gate, int activation, int transposed, int vectors) {
    float panel[16 * PRODUCT_DEPTH] __attribute__((aligned(32)));
    for (ptrdiff_t p = 0; p < depth; p++)
        for (int j = 0; j < vectors; j++) store(panel + (p * vectors + j) * 8, load(b + p * n + 8 * j));
    int from = bias ? (addend ? BUILD(FROM_BOTH) : BUILD(FROM_BIAS)) : addend ? BUILD(FROM_ADDEND) : BUILD(FROM_ZERO);
    ptrdiff_t i = 0;
#define BLOCKS(start, gates, activation)                                                                            \
    for (; i + PRODUCT_ROWS <= rows; i += PRODUCT_ROWS)                                                             \
        BUILD(product_block)(a + (transposed ? i : i * stride), stride, panel, depth, c + i * n, n, bias ? bias + i : NULL,       \
                             addend ? addend + i * n : NULL, gate ? gate + i * n : NULL, transposed, PRODUCT_ROWS, vectors, start, gates, activation)
#define ENDS(start)                                                    \
    if (gate && activation == FLOW_RELU) BLOCKS(start, 1, FLOW_RELU);  \
    else if (gate && activation == FLOW_ELU) BLOCKS(start, 1, FLOW_ELU); \
    else if (activation == FLOW_RELU) BLOCKS(start, 0, FLOW_RELU);     \
    else if (activation == FLOW_ELU) BLOCKS(start, 0, FLOW_ELU);       \
    else BLOCKS(start, 0, FLOW_IDENTITY)
    // The cases that fill a network's time; others take the edge's way.
    if (vectors == 2) {
        if (from == BUILD(FROM_ZERO)) { ENDS(BUILD(FROM_ZERO)); }
        else if (from == BUILD(FROM_BIAS)) { ENDS(BUILD(FROM_BIAS)); }
        else if (from == BUILD(FROM_ADDEND)) { ENDS(BUILD(FROM_ADDEND)); }
    }
#undef ENDS
#undef BLOCKS
    while (i < rows) {
        const float *left = a + (transposed ? i : i * stride), *own_bias = bias ? bias + i : NULL;
        const float *own_addend = addend ? addend + i * n : NULL, *own_gate = gate ? gate + i * n : NULL;
        ptrdiff_t count = rows - i;
#define EDGE(number)                                                                                                \
    BUILD(product_edge)(left, stride, panel, depth, c + i * n, n, own_bias, own_addend, own_gate, transposed, number, \
                        vectors, from, activation);                                                                 \
    i += number
        if (count >= 6) { EDGE(6); }
        else if (count >= 4) { EDGE(4); }
        else if (count >= 2) { EDGE(2); }
        else { EDGE(1); }
#undef EDGE
    }
}

static void BUILD(product)(const float *a, ptrdiff_t stride, int transposed, const float *b, float *c, ptrdiff_t rows,
                           ptrdiff_t depth, ptrdiff_t n, flow_epilogue end) {
    for (ptrdiff_t j = 0; j < n;) {
        int vectors = n - j >= 16 ? 2 : 1;
        const float *addend = end.addend ? end.addend + j : NULL, *gate = end.gate ? end.gate + j : NULL;
        const float *bias = end.bias;
        ptrdiff_t done = 0;
        // At least once, for a product without depth.
        do {
            ptrdiff_t part = depth - done < PRODUCT_DEPTH ? depth - done : PRODUCT_DEPTH;
            int last = done + part == depth;
            const float *left = a + (transposed ? done * stride : done), *right = b + done * n + j;
            const float *own_gate = last ? gate : NULL;
            int activation = last ? end.activation : FLOW_IDENTITY;
#define PANEL(is_transposed, width)                                                                                \
    BUILD(product_panel)(left, stride, right, c + j, rows, part, n, bias, addend, own_gate, activation, is_transposed, \
                         width)
            if (vectors == 2 && transposed) PANEL(1, 2);
            else if (vectors == 2) PANEL(0, 2);
            else if (transposed) PANEL(1, 1);
            else PANEL(0, 1);
#undef PANEL
            bias = NULL;
            addend = c + j;
            done += part;
        } while (done < depth);
        j += 8 * vectors;
    }
}
