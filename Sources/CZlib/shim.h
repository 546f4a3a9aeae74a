#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

/// Begins to unpack bytes without header and checksum, as archives hold them. (`inflateInit2` is a macro.)
static inline int czlib_begin(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }

#endif
