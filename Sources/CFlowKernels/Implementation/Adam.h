// A step of an optimizer of Adam's kind, parameter by parameter.

ALWAYS_INLINE void BUILD(adam_eight)(flow_adam step, const float *gradient, float *first, float *second,
                                     float *parameters) {
    f8 p = load(parameters), m = load(first), v = load(second), g = load(gradient) + step.decay * p;
    m += step.gain1 * (g - m);
    v = step.keep2 * v + step.gain2 * g * g;
    f8 move = step.size * m;
    if (step.adapts) move /= __builtin_elementwise_sqrt(v) * step.root + step.epsilon;
    store(first, m);
    store(second, v);
    store(parameters, p * step.keep - move);
}

static void BUILD(adam)(const flow_adam *step, const float *gradient, float *first, float *second, float *parameters,
                        ptrdiff_t count) {
    // A copy that no store can change.
    flow_adam constants = *step;
    ptrdiff_t whole = count & ~(ptrdiff_t)7;
    for (ptrdiff_t j = 0; j < whole; j += 8) BUILD(adam_eight)(constants, gradient + j, first + j, second + j, parameters + j);
    float g[8] = {0}, m[8] = {0}, v[8] = {0}, p[8] = {0};
    for (ptrdiff_t j = whole; j < count; j++)
        g[j - whole] = gradient[j], m[j - whole] = first[j], v[j - whole] = second[j], p[j - whole] = parameters[j];
    BUILD(adam_eight)(constants, g, m, v, p);
    for (ptrdiff_t j = whole; j < count; j++)
        first[j] = m[j - whole], second[j] = v[j - whole], parameters[j] = p[j - whole];
}
