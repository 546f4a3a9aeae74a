// HarfBuzz with its subsetting, which hb.h does not include.
#include <hb.h>
#include <hb-subset.h>
