#include "guest.h"

struct hart {
  uint64_t context[15]; /* layout.h, CONTEXT_ */
  uint64_t done;        /* where the running code returns to; 0 when none runs */
  struct trap trap;
};

static struct hart harts[HARTS];
bool (*on_trap)(struct frame *frame, uint64_t cause);

void enter(uint64_t *context, const void *code, uint64_t argument, uint64_t status, uint64_t done, uint64_t stack);
_Noreturn void leave(uint64_t *context);
extern char code_done[], lower_stack[], image_end[];

struct trap run(enum mode mode, const void *code, uint64_t argument) {
  struct hart *hart = &harts[csr_read(mhartid)];
  uint64_t mapping = mode == MODE_U && csr_read(satp) ? USER_OFFSET : 0;
  uint64_t status = (csr_read(mstatus) & ~(MSTATUS_MPP | MSTATUS_MPIE)) | (uint64_t)mode << 11;
  hart->done = (uint64_t)code_done + mapping;
  enter(hart->context, code, argument, status, hart->done, (uint64_t)lower_stack + mapping);
  hart->done = 0;
  return hart->trap;
}

void trap_taken(struct frame *frame) {
  struct hart *hart = &harts[csr_read(mhartid)];
  uint64_t cause = csr_read(mcause);
  if (on_trap && on_trap(frame, cause)) return;
  hart->trap = (struct trap){cause, csr_read(mepc), csr_read(mtval), csr_read(mstatus)};
  if (!hart->done) {
    show_trap("unexpected trap", hart->trap, (const void *)0);
    end(99);
  }
  bool is_ecall = cause == ECALL_U || cause == ECALL_S || cause == ECALL_M;
  if (is_ecall && hart->trap.pc == hart->done) {
    hart->trap.cause = NO_TRAP;
    hart->trap.value = frame->x[10];
  }
  leave(hart->context);
}

void show_trap(const char *name, struct trap trap, const void *base) {
  put(name);
  if (trap.cause == NO_TRAP) {
    put(": no trap, returned ");
    put_hex(trap.value);
  } else {
    put(trap.cause & INTERRUPT ? ": interrupt " : ": cause ");
    put_decimal((int64_t)(trap.cause & ~INTERRUPT));
    put(" at +");
    put_hex(trap.pc - (uint64_t)base);
    put(" value ");
    if (trap.value == trap.pc) put("pc"); else put_hex(trap.value);
    put(" from ");
    put_char("US?M"[(trap.status >> 11) & 3]);
  }
  put_char('\n');
}
