#ifndef CHDF5_SHIM_H
#define CHDF5_SHIM_H

#include <hdf5.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Constants that are expressions.
static inline hid_t chdf5_default(void) { return H5P_DEFAULT; }
static inline hid_t chdf5_all(void) { return H5S_ALL; }
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline hid_t chdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_dataset_access(void) { return H5P_DATASET_ACCESS; }
static inline hid_t chdf5_float32(bool big) { return big ? H5T_IEEE_F32BE : H5T_IEEE_F32LE; }
static inline hid_t chdf5_float64(bool big) { return big ? H5T_IEEE_F64BE : H5T_IEEE_F64LE; }

/// The library writes no errors to the terminal.
static inline void chdf5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

/// A text of C and its room.
typedef struct {
    char *text;
    size_t room;
} chdf5_text;

static inline herr_t chdf5_first_reason(unsigned number, const H5E_error2_t *error, void *user) {
    chdf5_text *reason = (chdf5_text *)user;
    if (number == 0 && error->desc) {
        strncpy(reason->text, error->desc, reason->room - 1);
        reason->text[reason->room - 1] = 0;
    }
    return 0;
}

/// What the deepest function said that failed last; empty where none did. Clears it.
static inline void chdf5_reason(char *text, size_t room) {
    chdf5_text reason = {text, room};
    if (room) text[0] = 0;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, chdf5_first_reason, &reason);
    H5Eclear2(H5E_DEFAULT);
}

/// Where an object stands in its file, to find circles of groups.
static inline bool chdf5_address(hid_t object, haddr_t *address) {
    H5O_info_t info;
    if (H5Oget_info1(object, &info) < 0) return false;
    *address = info.addr;
    return true;
}

/// The text of an attribute, fixed or variable, which the caller frees; NULL where there is none.
static inline char *chdf5_text_attribute(hid_t object, const char *name) {
    if (H5Aexists(object, name) <= 0) return NULL;
    char *result = NULL;
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    hid_t type = attribute < 0 ? -1 : H5Aget_type(attribute);
    hid_t space = attribute < 0 ? -1 : H5Aget_space(attribute);
    if (type >= 0 && space >= 0 && H5Tget_class(type) == H5T_STRING && H5Sget_simple_extent_npoints(space) == 1) {
        if (H5Tis_variable_str(type) > 0) {
            char *text = NULL;
            hid_t memory = H5Tcopy(H5T_C_S1);
            H5Tset_size(memory, H5T_VARIABLE);
            H5Tset_cset(memory, H5Tget_cset(type));
            if (H5Aread(attribute, memory, &text) >= 0 && text) {
                result = strdup(text);
                H5Dvlen_reclaim(memory, space, H5P_DEFAULT, &text);
            }
            H5Tclose(memory);
        } else {
            size_t size = H5Tget_size(type);
            if (size < ((size_t)1 << 26)) result = (char *)calloc(size + 1, 1);
            if (result && H5Aread(attribute, type, result) < 0) {
                free(result);
                result = NULL;
            }
        }
    }
    if (space >= 0) H5Sclose(space);
    if (type >= 0) H5Tclose(type);
    if (attribute >= 0) H5Aclose(attribute);
    return result;
}

#endif
