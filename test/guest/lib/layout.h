/* Numbers that assembly and C share. */
#define HARTS 8
#define STACK_BYTES 8192
#define TRAP_STACK_BYTES 4096

/* struct hart, in doublewords: ra, sp, s0..s11, mstatus */
#define CONTEXT_RA 0
#define CONTEXT_SP 8
#define CONTEXT_S0 16
#define CONTEXT_MSTATUS 112

/* struct frame: x0..x31, one doubleword each */
#define FRAME_BYTES 256
