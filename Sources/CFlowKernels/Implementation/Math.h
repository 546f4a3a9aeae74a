// Vector memory access, and exp, expm1, log, log1p with a relative error below 2e-7.
//
// No include guard: compiled once for each instruction set, with BUILD(name) naming that build's copy.

ALWAYS_INLINE f8 BUILD(load)(const float *p) { return *(const f8_unaligned *)p; }
ALWAYS_INLINE void BUILD(store)(float *p, f8 v) { *(f8_unaligned *)p = v; }
#define load BUILD(load)
#define store BUILD(store)

ALWAYS_INLINE f8 BUILD(absolute)(f8 x) { return __builtin_elementwise_abs(x); }
#define absolute BUILD(absolute)

/// e^r - 1 for |r| <= log 2 / 2, of vectors of any width: minimax fit of (e^r - 1 - r) / r², relative error of e^r 3e-9
/// before rounding.
#define EXPM1_SMALL(r)                                                                                          \
    (((((((r) * 0x1.6a21acp-10f + 0x1.123b6ap-7f) * (r) + 0x1.5558fap-5f) * (r) + 0x1.555490p-3f) * (r) +       \
       0x1.fffffcp-2f) *                                                                                        \
      (r)) *                                                                                                    \
         (r) +                                                                                                  \
     (r))

/// x = n log 2 + r with |r| <= log 2 / 2; returns e^r - 1 and leaves n in `n`.
///
/// Rounding by adding 1.5·2^23 leaves n in the low bits of the sum, and has no undefined case for NaN.
ALWAYS_INLINE f8 BUILD(reduced_expm1)(f8 x, i8 *n) {
    const float shift = 12582912.0f;
    f8 shifted = x * 1.44269504f + shift;
    *n = (i8)shifted - 0x4B400000;
    f8 whole = shifted - shift;
    f8 r = x - whole * 0.693359375f;  // whole * 0.693359375 is exact: 9 significant bits
    r = r + whole * 2.12194440e-4f;
    return EXPM1_SMALL(r);
}

ALWAYS_INLINE f8 BUILD(power_of_two)(i8 n) { return (f8)((n + 127) << 23); }

/// e^x for |x| < 87: no overflow, no subnormal result.
ALWAYS_INLINE f8 BUILD(exp_bounded)(f8 x) {
    i8 n;
    f8 e = BUILD(reduced_expm1)(x, &n);
    return (e + 1.0f) * BUILD(power_of_two)(n);
}
#define exp_bounded BUILD(exp_bounded)

/// e^x for every x: infinity above 88.72, subnormal and then 0 below -87.3.
ALWAYS_INLINE f8 BUILD(exp_full)(f8 x) {
    x = x > 89.0f ? (f8)89.0f : x;
    x = x < -105.0f ? (f8)-105.0f : x;
    i8 n;
    f8 e = BUILD(reduced_expm1)(x, &n);
    i8 half = n >> 1;
    return ((e + 1.0f) * BUILD(power_of_two)(half)) * BUILD(power_of_two)(n - half);
}
#define exp_full BUILD(exp_full)

/// e^x - 1 for every x.
ALWAYS_INLINE f8 BUILD(expm1_full)(f8 x) {
    x = x > 89.0f ? (f8)89.0f : x;
    x = x < -80.0f ? (f8)-80.0f : x;
    i8 n;
    f8 e = BUILD(reduced_expm1)(x, &n);
    i8 half = n >> 1;
    f8 p = BUILD(power_of_two)(half), q = BUILD(power_of_two)(n - half);
    f8 small = e * (p * q) + (p * q - 1.0f);
    return x > 60.0f ? ((e + 1.0f) * p) * q : small;
}
#define expm1_full BUILD(expm1_full)

/// log x: x = m·2^e with m in [√½, √2), log m = 2 artanh s = 2s + s·R(s²) with s = (m-1)/(m+1).
///
/// The series of R is cut after four terms (relative error 4e-9), and written so that m - 1 enters exactly.
ALWAYS_INLINE f8 BUILD(log_full)(f8 x) {
    f8 y = x < 0x1p-126f ? x * 0x1p23f : x;
    i8 bits = (i8)y;
    i8 exponent = (bits - 0x3F3504F3) >> 23;
    f8 m = (f8)(bits - (exponent << 23));
    f8 e = __builtin_convertvector(exponent, f8);
    e = x < 0x1p-126f ? e - 23.0f : e;
    f8 f = m - 1.0f;
    f8 s = f / (m + 1.0f);
    f8 z = s * s;
    f8 series = z * (2.0f / 9.0f) + (2.0f / 7.0f);
    series = series * z + (2.0f / 5.0f);
    series = series * z + (2.0f / 3.0f);
    series = series * z;
    f8 half = (f * 0.5f) * f;
    f8 low = s * (half + series) + e * -2.12194440e-4f;
    f8 result = ((low - half) + f) + e * 0.693359375f;
    result = x == __builtin_inff() ? x : result;
    result = x == 0.0f ? (f8)-__builtin_inff() : result;
    return x >= 0.0f ? result : (f8)__builtin_nanf("");
}
#define log_full BUILD(log_full)

/// log(1 + x): the rounding of 1 + x is given back to first order.
ALWAYS_INLINE f8 BUILD(log1p_full)(f8 x) {
    f8 u = 1.0f + x;
    f8 lost = x > 1.0f ? 1.0f - (u - x) : x - (u - 1.0f);
    f8 corrected = log_full(u) + lost / u;
    i8 plain = (u == 0.0f) | (u == __builtin_inff());
    f8 result = plain ? log_full(u) : corrected;
    return absolute(x) < 1e-8f ? x : result;
}
#define log1p_full BUILD(log1p_full)
