(module
  (type (;0;) (func (result i32)))
  (type (;1;) (func (param i32 i32) (result i32)))
  (type (;2;) (func (result i32 i32)))
  (import "host" "memory" (memory 0 65536 shared))
  (import "host" "regions" (table 0 funcref))
  (import "helper" "csr" (func (;0;) (type 0)))
  (import "host" "fp" (func (;1;) (type 1)))
  (func (;2;) (type 1)
    (local i64 i32 i32 i32 i64 i64 i64 i64 i64 i32 i64 i32 i64 i32)
    local.get 0  i32.load offset=584  local.set 3
    block $1
      block $2 (type 2)
        block $3
          local.get 1  i32.const 6  i32.lt_s  if $4
            i32.const 0  i32.const 0  br $2
          end
          local.get 1  i32.const 6  i32.sub  local.set 1
          local.get 0  i64.const 4096  i64.const 0  i64.add  local.tee 6  i64.store offset=40
          local.get 0  local.get 6  i64.const 40  i64.add  local.tee 7  i64.store offset=96
          local.get 0  i64.const 3860  i64.store offset=536
          local.get 0  i64.const 1  i64.store offset=544
          local.get 0  i64.const 0  i64.store offset=552
          local.get 0  i64.const 10  i64.const 0  i64.ne  i64.extend_i32_u  i64.const 0  i64.const 0  i64.ne  i64.extend_i32_u  i64.const 1  i64.shl  i64.or  i64.store offset=560
          local.get 0  i64.const 4104  i64.store offset=528
          local.get 0  local.get 1  i32.const 3  i32.add  i32.store offset=568
          call 0  br_if $3
          local.get 0  i64.load offset=536  local.set 8
          local.get 0  local.get 8  local.tee 9  i64.store offset=80
          local.get 0  i32.load offset=568  local.get 1  i32.const 3  i32.add  i32.ne  if $4
            local.get 0  i32.load offset=568  local.set 1
            i32.const 12  i32.const 0  br $2
          end
          local.get 0  i32.load offset=584  local.set 3
          local.get 6  i64.const 32  i64.add  local.set 8
          local.get 8  i32.wrap_i64  i32.const 7  i32.shr_u  i32.const 524256  i32.and  local.get 3  i32.add  local.set 11
          local.get 8  i64.const 7  i64.add  i64.const -4096  i64.and  local.tee 12  local.get 11  i64.load  i64.eq  i32.eqz  if $4
            i32.const 12  i32.const 3  br $2
          end
          local.get 11  i32.load offset=24  local.set 13
          local.get 8  i32.wrap_i64  local.get 13  i32.add  i64.load  local.set 10
          local.get 0  local.get 10  local.tee 14  i64.store offset=88
          local.get 6  i64.const 24  i64.add  local.set 8
          local.get 13  local.set 15
          local.get 8  local.get 12  i64.sub  i64.const 4088  i64.le_u  i32.eqz  if $4
            local.get 8  i32.wrap_i64  i32.const 7  i32.shr_u  i32.const 524256  i32.and  local.get 3  i32.add  local.set 11
            local.get 8  i64.const 7  i64.add  i64.const -4096  i64.and  local.get 11  i64.load  i64.eq  i32.eqz  if $5
              i32.const 16  i32.const 2  br $2
            end
            local.get 11  i32.load offset=24  local.set 15
          end
          local.get 8  i32.wrap_i64  local.get 15  i32.add  i64.load  local.set 10
          local.get 0  local.get 10  local.tee 6  i64.store offset=40
          local.get 6  local.set 8
          local.get 8  i64.const 0  i64.add  local.set 10
          local.get 10  i64.const -2  i64.and  local.set 2
          br $1
        end
        local.get 0  i64.load offset=528  local.set 2
        local.get 0  i32.load offset=568  local.set 1
        br $1
      end
      local.get 1  i32.add  local.set 1
      i64.extend_i32_s  i64.const 4096  i64.add  local.set 2
      i32.const 1  local.set 5
    end
    local.get 5  if $1
      local.get 0  local.get 2  i64.store offset=528
      local.get 0  local.get 1  i32.store offset=568
      i32.const 0  return
    end
    local.get 2  i32.wrap_i64  i32.const 1  i32.shr_u  i32.const -1640531535  i32.mul  i32.const 20  i32.shr_u  i32.const 5  i32.shl  local.get 0  i32.load offset=576  i32.add  local.set 11
    local.get 11  i64.load offset=524288  local.get 2  i64.eq  i32.eqz  if $1
      local.get 11  i32.const 16  i32.add  local.set 11
    end
    local.get 11  i64.load offset=524288  local.get 2  i64.eq  if $1
      local.get 0  local.get 1  local.get 11  i32.load offset=524296  return_call_indirect (type 1)
    end
    local.get 0  local.get 2  i64.store offset=528
    local.get 0  local.get 1  i32.store offset=568
    i32.const 1
  )
  (elem (i32.const 0) func 2)
)

(module
  (type (;0;) (func (param i32 i32) (result i32)))
  (type (;1;) (func (result i32 i32)))
  (import "host" "memory" (memory 0 65536 shared))
  (import "host" "regions" (table 0 funcref))
  (import "host" "fp" (func (;0;) (type 0)))
  (func (;1;) (type 0)
    (local i64 i32 i32 i64 i64 i64 i32 i64 i64 i32)
    local.get 0  i64.load offset=80  local.set 5
    local.get 0  i64.load offset=64  local.set 6
    local.get 0  i64.load offset=8  local.set 7
    local.get 0  i32.load offset=584  local.set 3
    block $1
      block $2 (type 1)
        local.get 1  i32.const 1  i32.lt_s  if $3
          i32.const 0  i32.const 0  br $2
        end
        local.get 1  i32.const 1  i32.sub  local.set 1
        i64.const 0  i64.const 10  i64.add  local.set 6
        block $3
          loop $4
            local.get 1  i32.const 7  i32.lt_s  if $5
              i32.const 4  i32.const 0  br $2
            end
            local.get 1  i32.const 1  i32.sub  local.set 1
            i64.const 2147483656  local.set 7
            block $5
              local.get 1  i32.const 2  i32.sub  local.set 1
              local.get 5  i64.const 1  i64.shl  local.set 5
              local.get 5  i64.const 0  i64.eq  if $6
                local.get 1  i32.const 2  i32.sub  local.set 1
                i64.const 0  i64.const 1  i64.add  local.set 5
                local.get 7  local.set 9
                local.get 9  i64.const 0  i64.add  local.set 10
                local.get 10  i64.const -2  i64.and  local.set 2
                local.get 2  i64.const 2147483656  i64.eq  if $7
                  br $5
                end
                br $1
              else
                local.get 1  i32.const 1  i32.sub  local.set 1
                local.get 7  local.set 9
                local.get 9  i64.const 0  i64.add  local.set 10
                local.get 10  i64.const -2  i64.and  local.set 2
                local.get 2  i64.const 2147483656  i64.eq  if $7
                  br $5
                end
                br $1
              end
              unreachable
            end
            local.get 1  i32.const 2  i32.sub  local.set 1
            local.get 6  i64.const -1  i64.add  local.set 6
            local.get 6  i64.const 0  i64.ne  if $5
              br $4
            else
              br $3
            end
            unreachable
          end
          unreachable
        end
        loop $3
          local.get 1  i32.const 1  i32.lt_s  if $4
            i32.const 16  i32.const 0  br $2
          end
          local.get 1  i32.const 1  i32.sub  local.set 1
          br $3
        end
        unreachable
      end
      local.get 1  i32.add  local.set 1
      i64.extend_i32_s  i64.const 2147483648  i64.add  local.set 2
      i32.const 1  local.set 8
    end
    local.get 0  local.get 5  i64.store offset=80
    local.get 0  local.get 6  i64.store offset=64
    local.get 0  local.get 7  i64.store offset=8
    local.get 8  if $1
      local.get 0  local.get 2  i64.store offset=528
      local.get 0  local.get 1  i32.store offset=568
      i32.const 0  return
    end
    local.get 2  i32.wrap_i64  i32.const 1  i32.shr_u  i32.const -1640531535  i32.mul  i32.const 20  i32.shr_u  i32.const 5  i32.shl  local.get 0  i32.load offset=576  i32.add  local.set 11
    local.get 11  i64.load offset=524288  local.get 2  i64.eq  i32.eqz  if $1
      local.get 11  i32.const 16  i32.add  local.set 11
    end
    local.get 11  i64.load offset=524288  local.get 2  i64.eq  if $1
      local.get 0  local.get 1  local.get 11  i32.load offset=524296  return_call_indirect (type 0)
    end
    local.get 0  local.get 2  i64.store offset=528
    local.get 0  local.get 1  i32.store offset=568
    i32.const 1
  )
  (elem (i32.const 1) func 1)
)
