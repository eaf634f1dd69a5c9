<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About TCP Lab</source>
        <translation>关于 TCP Lab</translation>
    </message>
    <message>
        <source>What it is made of, and the licence of each part:</source>
        <translation>组成部分及各自的许可证：</translation>
    </message>
    <message>
        <source>Copy the versions</source>
        <translation>复制版本信息</translation>
    </message>
    <message>
        <source>Watch and touch a TCP connection. Every step is computed by RFC 9293.</source>
        <translation>观察并动手操作 TCP 连接。每一步都按 RFC 9293 计算。</translation>
    </message>
    <message>
        <source>TCP Lab uses Qt and PySide6 unchanged, under the GNU Lesser General Public License, version 3. They lie beside it as libraries of their own, and you may replace them with others, built from the same or from changed sources. The sources of these versions are at:</source>
        <translation>TCP Lab 依据 GNU 较宽松公共许可证（LGPL）第 3 版使用未经修改的 Qt 和 PySide6。它们以独立库文件的形式随程序提供，可以换成用相同的或修改过的源代码构建的库。这些版本的源代码位于：</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>报文段</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>New experiment</source>
        <translation>新实验</translation>
    </message>
    <message>
        <source>New window</source>
        <translation>新建窗口</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Save as lesson…</source>
        <translation>另存为课程…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Undo all edits</source>
        <translation>撤销全部修改</translation>
    </message>
    <message>
        <source>Host options…</source>
        <translation>主机选项…</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>复制为文本</translation>
    </message>
    <message>
        <source>Copy as link</source>
        <translation>复制为链接</translation>
    </message>
    <message>
        <source>Open pasted link</source>
        <translation>打开粘贴的链接</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>到开头</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>后退一步</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>Step forward</source>
        <translation>前进一步</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>到结尾</translation>
    </message>
    <message>
        <source>To the previous change of state</source>
        <translation>到上一次状态变化</translation>
    </message>
    <message>
        <source>To the next change of state</source>
        <translation>到下一次状态变化</translation>
    </message>
    <message>
        <source>Predict, then see</source>
        <translation>先预测，再观察</translation>
    </message>
    <message>
        <source>Ask about the next step</source>
        <translation>就下一步提问</translation>
    </message>
    <message>
        <source>Lose it, or bring it back</source>
        <translation>使其丢失，或恢复</translation>
    </message>
    <message>
        <source>Duplicate it</source>
        <translation>使其重复，或恢复</translation>
    </message>
    <message>
        <source>Arrive 50 ms earlier</source>
        <translation>提前 50 ms 到达</translation>
    </message>
    <message>
        <source>Arrive 50 ms later</source>
        <translation>推迟 50 ms 到达</translation>
    </message>
    <message>
        <source>Clear it; remove a call or a cut</source>
        <translation>撤销对它的修改；删除调用或断线</translation>
    </message>
    <message>
        <source>Pick the next call</source>
        <translation>选中下一个调用</translation>
    </message>
    <message>
        <source>Pick the next cut of a cable</source>
        <translation>选中下一处断线</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Next branch</source>
        <translation>下一个分支</translation>
    </message>
    <message>
        <source>Previous branch</source>
        <translation>上一个分支</translation>
    </message>
    <message>
        <source>Rename branch…</source>
        <translation>重命名分支…</translation>
    </message>
    <message>
        <source>Delete branch</source>
        <translation>删除分支</translation>
    </message>
    <message>
        <source>Experiment panel</source>
        <translation>实验面板</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>TCB</source>
        <translation>TCB</translation>
    </message>
    <message>
        <source>netstat</source>
        <translation>netstat</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>首部</translation>
    </message>
    <message>
        <source>Knowledge</source>
        <translation>双方所知</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>曲线图</translation>
    </message>
    <message>
        <source>Relative sequence numbers</source>
        <translation>相对序号</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Original size</source>
        <translation>原始大小</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Resets in the state diagram</source>
        <translation>在状态图中显示复位</translation>
    </message>
    <message>
        <source>Reduced motion</source>
        <translation>减少动画</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Blank the picture</source>
        <translation>黑屏</translation>
    </message>
    <message>
        <source>Draw by hand</source>
        <translation>手绘</translation>
    </message>
    <message>
        <source>Spotlight</source>
        <translation>聚光灯</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Show how to lose a segment</source>
        <translation>演示如何让报文段丢失</translation>
    </message>
    <message>
        <source>About TCP Lab</source>
        <translation>关于 TCP Lab</translation>
    </message>
    <message>
        <source>Pick the next one</source>
        <translation>选取下一个</translation>
    </message>
    <message>
        <source>Pick none; give a drag up</source>
        <translation>取消选中；放弃拖动</translation>
    </message>
    <message>
        <source>Open its menu</source>
        <translation>打开它的菜单</translation>
    </message>
    <message>
        <source>Edit a call or what is forged</source>
        <translation>编辑调用或伪造的报文段</translation>
    </message>
    <message>
        <source>A cut shorter, longer</source>
        <translation>缩短、延长断线</translation>
    </message>
    <message>
        <source>Rename the host</source>
        <translation>重命名主机</translation>
    </message>
    <message>
        <source>Scroll the diagram</source>
        <translation>滚动时序图</translation>
    </message>
</context>
<context>
    <name>Branches</name>
    <message>
        <source>Show it</source>
        <translation>转到这里</translation>
    </message>
    <message>
        <source>Compare with the one in view</source>
        <translation>与当前分支对比</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>Branching</name>
    <message>
        <source>Rename branch</source>
        <translation>重命名分支</translation>
    </message>
    <message>
        <source>Name of branch {0}</source>
        <translation>分支 {0} 的名称</translation>
    </message>
</context>
<context>
    <name>Calls</name>
    <message>
        <source>At this time</source>
        <translation>在此时刻</translation>
    </message>
    <message>
        <source>Or once this holds</source>
        <translation>或当此条件成立</translation>
    </message>
    <message>
        <source>And so long after it</source>
        <translation>成立之后再过</translation>
    </message>
    <message>
        <source>On the socket</source>
        <translation>作用于套接字</translation>
    </message>
    <message>
        <source>Names what it makes</source>
        <translation>给所得套接字命名</translation>
    </message>
    <message>
        <source>To</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Local port</source>
        <translation>本地端口</translation>
    </message>
    <message>
        <source>Backlog</source>
        <translation>backlog</translation>
    </message>
    <message>
        <source>How many octets</source>
        <translation>字节数</translation>
    </message>
    <message>
        <source>Or this text</source>
        <translation>或这段文本</translation>
    </message>
    <message>
        <source>Which half</source>
        <translation>关闭哪一半</translation>
    </message>
    <message>
        <source>Option</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>One after the other by</source>
        <translation>相邻两次间隔</translation>
    </message>
    <message>
        <source>{0} calls {1}()</source>
        <translation>{0}调用 {1}()</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>still listening</source>
        <translation>仍在监听</translation>
    </message>
    <message>
        <source>delay</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>lose</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>duplicate</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>有缺陷</translation>
    </message>
    <message>
        <source>{host}: a timer runs out</source>
        <translation>{host}：计时器超时</translation>
    </message>
    <message>
        <source>elsewhere</source>
        <translation>别处</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Attacker</source>
        <translation>攻击者</translation>
    </message>
    <message>
        <source>delayed ACK</source>
        <translation>延迟确认</translation>
    </message>
    <message>
        <source>persist</source>
        <translation>持续</translation>
    </message>
    <message>
        <source>keep-alive</source>
        <translation>保活</translation>
    </message>
    <message>
        <source>user timeout</source>
        <translation>用户超时</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>nobody there</source>
        <translation>无人接收</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>draw on to a lifeline</source>
        <translation>继续画到一条生命线</translation>
    </message>
    <message>
        <source>cable out</source>
        <translation>网线断开</translation>
    </message>
    <message>
        <source>host is down</source>
        <translation>主机已停机</translation>
    </message>
    <message>
        <source>{count} more segments</source>
        <translation>另有 {count} 个报文段</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>已丢弃</translation>
    </message>
    <message>
        <source>dropped: host is down</source>
        <translation>已丢弃：主机已停机</translation>
    </message>
    <message>
        <source>dropped: backlog is full</source>
        <translation>已丢弃：backlog 已满</translation>
    </message>
    <message>
        <source>dropped: accept queue is full</source>
        <translation>已丢弃：accept 队列已满</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>副本</translation>
    </message>
    <message>
        <source>injected</source>
        <translation>注入</translation>
    </message>
    <message>
        <source>forged</source>
        <translation>伪造</translation>
    </message>
    <message>
        <source>retransmission</source>
        <translation>重传</translation>
    </message>
    <message>
        <source>resent</source>
        <translation>重传</translation>
    </message>
    <message>
        <source>restarted</source>
        <translation>重新计时</translation>
    </message>
    <message>
        <source>doubled</source>
        <translation>加倍</translation>
    </message>
    <message>
        <source>ran out</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>还剩 {time}</translation>
    </message>
    <message>
        <source>The rest stays hidden until you answer</source>
        <translation>作答之前，后面的内容不会显示</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>This run</source>
        <translation>本次运行</translation>
    </message>
    <message>
        <source>take this call away</source>
        <translation>删除这个调用</translation>
    </message>
    <message>
        <source>mend the cable</source>
        <translation>接通网线</translation>
    </message>
    <message>
        <source>Drag it up or down to make it at another time; its menu has its arguments.</source>
        <translation>上下拖动，让调用在另一时刻执行；参数可在右键菜单中编辑。</translation>
    </message>
    <message>
        <source>Drag an end, or all of it; ✕ mends the cable.</source>
        <translation>拖动一端，或整段拖动；✕ 接通网线。</translation>
    </message>
    <message>
        <source>{host}: drag along the line to cut the cable for a while.</source>
        <translation>{host}：沿线拖动，让网线断开一段时间。</translation>
    </message>
    <message>
        <source>Drag from here to a lifeline to forge a segment.</source>
        <translation>从这里拖到一条生命线，伪造一个报文段。</translation>
    </message>
    <message>
        <source>{0}() is a call of {1}: drop it on that side.</source>
        <translation>{0}() 是{1}的调用：请放到那一侧。</translation>
    </message>
    <message>
        <source>Click ✕ to lose this segment.</source>
        <translation>点击 ✕，让这个报文段丢失。</translation>
    </message>
    <message>
        <source>Or pick one with Tab and press L.</source>
        <translation>也可以按 Tab 选中一个报文段，再按 L。</translation>
    </message>
    <message>
        <source>See what comes of it</source>
        <translation>看看结果如何</translation>
    </message>
    <message>
        <source>Sequence diagram</source>
        <translation>时序图</translation>
    </message>
    <message>
        <source>from {0} s on</source>
        <translation>自 {0} s 起</translation>
    </message>
    <message>
        <source>More branches</source>
        <translation>更多分支</translation>
    </message>
</context>
<context>
    <name>Changes</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{0}, {1}: {2}, unchanged</source>
        <translation>{0}，{1}：{2}，不变</translation>
    </message>
    <message>
        <source>{0}, {1}: from {2} to {3}</source>
        <translation>{0}，{1}：从 {2} 变为 {3}</translation>
    </message>
</context>
<context>
    <name>ClosingSection</name>
    <message>
        <source>Closing</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>First</source>
        <translation>先关闭</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>同时</translation>
    </message>
    <message>
        <source>Closes first</source>
        <translation>谁先关闭</translation>
    </message>
    <message>
        <source>Peer closes at once</source>
        <translation>对端立即关闭</translation>
    </message>
    <message>
        <source>3 segments</source>
        <translation>三个报文段</translation>
    </message>
    <message>
        <source>Peer waits {0} s</source>
        <translation>对端等待 {0} s</translation>
    </message>
    <message>
        <source>4 segments</source>
        <translation>四个报文段</translation>
    </message>
    <message>
        <source>Peer keeps sending</source>
        <translation>对端继续发送</translation>
    </message>
    <message>
        <source>half-close</source>
        <translation>半关闭</translation>
    </message>
    <message>
        <source>Peer aborts</source>
        <translation>对端中止</translation>
    </message>
    <message>
        <source>RST</source>
        <translation>RST</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>nobody closes</source>
        <translation>无人关闭</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>first difference</source>
        <translation>首个不同之处</translation>
    </message>
    <message>
        <source>Another file…</source>
        <translation>其他文件…</translation>
    </message>
    <message>
        <source>Compare with a file</source>
        <translation>与文件对比</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>对比对象</translation>
    </message>
    <message>
        <source>Branches</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>What was opened</source>
        <translation>打开的内容</translation>
    </message>
    <message>
        <source>Variants of the lesson</source>
        <translation>本课的其他变体</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>As it was opened</source>
        <translation>打开时的样子</translation>
    </message>
</context>
<context>
    <name>CompareView</name>
    <message>
        <source>This run is only there to compare with.</source>
        <translation>这次运行只用于对比，不能编辑。</translation>
    </message>
</context>
<context>
    <name>DiagramHead</name>
    <message>
        <source>State diagram</source>
        <translation>状态图</translation>
    </message>
    <message>
        <source>{0} of {1} transitions seen</source>
        <translation>已见 {0} 种变迁，共 {1} 种</translation>
    </message>
    <message>
        <source>{0} of {1} seen</source>
        <translation>已见 {0} / {1}</translation>
    </message>
</context>
<context>
    <name>Documents</name>
    <message>
        <source>New experiment</source>
        <translation>新实验</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Experiments and lessons (*.tcplab *.toml)</source>
        <translation>实验和课程 (*.tcplab *.toml)</translation>
    </message>
    <message>
        <source>This cannot be opened.</source>
        <translation>无法打开。</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Experiments (*.tcplab)</source>
        <translation>实验 (*.tcplab)</translation>
    </message>
    <message>
        <source>this is the lesson itself; choose another name</source>
        <translation>这是课程本身，请换一个名称</translation>
    </message>
    <message>
        <source>This was not saved.</source>
        <translation>未能保存。</translation>
    </message>
    <message>
        <source>{0} was changed by another program after it was opened.</source>
        <translation>{0} 打开之后被其他程序修改过。</translation>
    </message>
    <message>
        <source>If you go on, those changes are lost.</source>
        <translation>继续保存会丢失那些修改。</translation>
    </message>
    <message>
        <source>Overwrite</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>Save the changed experiment first?</source>
        <translation>要先保存修改过的实验吗？</translation>
    </message>
    <message>
        <source>Save the {0} changed branches first, one by one?</source>
        <translation>先把 {0} 个改动过的分支逐个保存吗？</translation>
    </message>
    <message>
        <source>Without saving, your edits are lost.</source>
        <translation>如果不保存，所做的修改将会丢失。</translation>
    </message>
</context>
<context>
    <name>EditRow</name>
    <message>
        <source>Go to where it shows</source>
        <translation>转到它出现的地方</translation>
    </message>
    <message>
        <source>Take it back: {0}</source>
        <translation>撤回：{0}</translation>
    </message>
    <message>
        <source>It cannot be taken back alone: other edits or calls need it.</source>
        <translation>不能单独撤回：其他修改或调用需要它。</translation>
    </message>
</context>
<context>
    <name>EditsSection</name>
    <message>
        <source>Show the edits</source>
        <translation>展开修改</translation>
    </message>
    <message>
        <source>Fold the edits</source>
        <translation>收起修改</translation>
    </message>
    <message>
        <source>Edits</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>还有 {0} 处</translation>
    </message>
</context>
<context>
    <name>ErrorReport</name>
    <message>
        <source>Something went wrong in TCP Lab.</source>
        <translation>TCP Lab 出错了。</translation>
    </message>
    <message>
        <source>Your experiment is still open, and every edit is kept.</source>
        <translation>您的实验仍然打开着，所有编辑都已保留。</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>复制报告</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>For documents and slides of any kind.</source>
        <translation>适用于各种文档和幻灯片。</translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation>矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>Sharp at any size, its text can be searched.</source>
        <translation>放大后依然清晰，其中的文字可以搜索。</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Sharp at any size, on as many pages as it takes.</source>
        <translation>放大后依然清晰，一页放不下时自动分页。</translation>
    </message>
    <message>
        <source>Animation (*.gif)</source>
        <translation>动画 (*.gif)</translation>
    </message>
    <message>
        <source>Plays wherever there are pictures.</source>
        <translation>凡能显示图片的地方都能播放。</translation>
    </message>
    <message>
        <source>Animation (*.webp)</source>
        <translation>动画 (*.webp)</translation>
    </message>
    <message>
        <source>Smaller than a GIF; plays in every browser.</source>
        <translation>文件比 GIF 小，任何浏览器都能播放。</translation>
    </message>
    <message>
        <source>Ladder in text (*.txt)</source>
        <translation>文本时序图 (*.txt)</translation>
    </message>
    <message>
        <source>Every step with its reason, for any editor.</source>
        <translation>每一步都附有原因，可用任何编辑器打开。</translation>
    </message>
    <message>
        <source>Mermaid (*.mmd)</source>
        <translation>Mermaid 时序图 (*.mmd)</translation>
    </message>
    <message>
        <source>For notes and web pages that draw sequence diagrams.</source>
        <translation>用于能绘制时序图的笔记软件和网页。</translation>
    </message>
    <message>
        <source>Events (*.jsonl)</source>
        <translation>事件 (*.jsonl)</translation>
    </message>
    <message>
        <source>One JSON object a line, for programs.</source>
        <translation>每行一个 JSON 对象，供程序读取。</translation>
    </message>
    <message>
        <source>Capture (*.pcapng)</source>
        <translation>抓包文件 (*.pcapng)</translation>
    </message>
    <message>
        <source>What one host sent and received, for Wireshark.</source>
        <translation>一台主机发送和收到的内容，可用 Wireshark 打开。</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>For an audience</source>
        <translation>用于演示</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Only up to the present step</source>
        <translation>只到当前这一步</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Captured at</source>
        <translation>抓包主机</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
</context>
<context>
    <name>ExportProgress</name>
    <message>
        <source>Painting {0}…</source>
        <translation>正在绘制 {0}…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
</context>
<context>
    <name>ForgeEditor</name>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The option of RFC 7323; nothing: the segment has none</source>
        <translation>RFC 7323 的选项；留空表示报文段不带该选项</translation>
    </message>
    <message>
        <source>Whom it pretends to come from, NAME:PORT</source>
        <translation>冒充谁发出，主机名:端口</translation>
    </message>
    <message>
        <source>Whom it reaches, NAME:PORT</source>
        <translation>到达谁，主机名:端口</translation>
    </message>
    <message>
        <source>When it arrives</source>
        <translation>何时到达</translation>
    </message>
    <message>
        <source>How often it comes</source>
        <translation>共到达几次</translation>
    </message>
    <message>
        <source>How long after the one before</source>
        <translation>与前一次相隔多久</translation>
    </message>
    <message>
        <source>each from the next port</source>
        <translation>每次换用下一个端口</translation>
    </message>
    <message>
        <source>{0} will be in {1}.</source>
        <translation>届时{0}处于 {1}。</translation>
    </message>
    <message>
        <source>{0}, {1}: seq is RCV.NXT, what is expected next.</source>
        <translation>{0}，{1}：seq 就是 RCV.NXT，正是接下来期待的。</translation>
    </message>
    <message>
        <source>{0}, {1}: seq is in the window {2}–{3}.</source>
        <translation>{0}，{1}：seq 在窗口 {2}–{3} 之内。</translation>
    </message>
    <message>
        <source>{0}, {1}: seq is outside the window {2}–{3}.</source>
        <translation>{0}，{1}：seq 在窗口 {2}–{3} 之外。</translation>
    </message>
</context>
<context>
    <name>HeaderTab</name>
    <message>
        <source>No segment in this step</source>
        <translation>这一步没有报文段</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>The segment before</source>
        <translation>上一个报文段</translation>
    </message>
    <message>
        <source>The next segment</source>
        <translation>下一个报文段</translation>
    </message>
    <message>
        <source>{0} from {1}, sent {2} s, {3} octets</source>
        <translation>{0}，来自{1}，{2} s 发送，{3} 字节</translation>
    </message>
    <message>
        <source>{0}, lost</source>
        <translation>{0}，丢失</translation>
    </message>
    <message>
        <source>{0}, again</source>
        <translation>{0}，重传</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>未用</translation>
    </message>
    <message>
        <source>{0} words</source>
        <translation>{0} 个 32 位字</translation>
    </message>
    <message>
        <source>correct</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>{0} octets</source>
        <translation>{0} 字节</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Source port</source>
        <translation>源端口</translation>
    </message>
    <message>
        <source>Destination port</source>
        <translation>目的端口</translation>
    </message>
    <message>
        <source>Sequence number</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Acknowledgment number</source>
        <translation>确认号</translation>
    </message>
    <message>
        <source>Offset, reserved, flags</source>
        <translation>数据偏移、保留、标志</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation>校验和</translation>
    </message>
    <message>
        <source>Urgent pointer</source>
        <translation>紧急指针</translation>
    </message>
    <message>
        <source>End of options, padding</source>
        <translation>选项结束、填充</translation>
    </message>
    <message>
        <source>Option: maximum segment size</source>
        <translation>选项：最大报文段长度</translation>
    </message>
    <message>
        <source>Option: window scale</source>
        <translation>选项：窗口扩大</translation>
    </message>
    <message>
        <source>Option: SACK permitted</source>
        <translation>选项：允许 SACK</translation>
    </message>
    <message>
        <source>Option: timestamps</source>
        <translation>选项：时间戳</translation>
    </message>
    <message>
        <source>Option: user timeout</source>
        <translation>选项：用户超时</translation>
    </message>
</context>
<context>
    <name>Heading</name>
    <message>
        <source>Compare with</source>
        <translation>对比对象</translation>
    </message>
    <message>
        <source>One run again (Esc)</source>
        <translation>回到单次运行（Esc）</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Drag a head</source>
        <translation>拖动箭头</translation>
    </message>
    <message>
        <source>The segment is late</source>
        <translation>报文段迟到</translation>
    </message>
    <message>
        <source>Drag a call</source>
        <translation>拖动调用</translation>
    </message>
    <message>
        <source>At another time</source>
        <translation>在另一时刻</translation>
    </message>
    <message>
        <source>Drag a call’s button</source>
        <translation>拖动调用按钮</translation>
    </message>
    <message>
        <source>To a moment of its lifeline</source>
        <translation>放到生命线的某一时刻</translation>
    </message>
    <message>
        <source>Drag sideways</source>
        <translation>横向拖动</translation>
    </message>
    <message>
        <source>A forged segment</source>
        <translation>画出伪造的报文段</translation>
    </message>
    <message>
        <source>Drag along a lifeline</source>
        <translation>沿生命线拖动</translation>
    </message>
    <message>
        <source>The cable is out meanwhile</source>
        <translation>这段时间网线断开</translation>
    </message>
    <message>
        <source>Right click</source>
        <translation>右键点击</translation>
    </message>
    <message>
        <source>All this as a menu</source>
        <translation>以上操作的菜单</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>动手</translation>
    </message>
</context>
<context>
    <name>HostCallsSection</name>
    <message>
        <source>{0} calls</source>
        <translation>{0}的调用</translation>
    </message>
    <message>
        <source>in {0}</source>
        <translation>处于 {0}</translation>
    </message>
</context>
<context>
    <name>HostName</name>
    <message>
        <source>Double-click or F2: another name</source>
        <translation>双击或按 F2 可改名</translation>
    </message>
    <message>
        <source>Name of the host</source>
        <translation>主机名</translation>
    </message>
    <message>
        <source>1 to 20 letters, digits, “-”, “_” or “.”</source>
        <translation>1 至 20 个字母、数字、“-”、“_”或“.”</translation>
    </message>
    <message>
        <source>Another host has this name.</source>
        <translation>已有主机使用这个名称。</translation>
    </message>
</context>
<context>
    <name>Hosts</name>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Attacker</source>
        <translation>攻击者</translation>
    </message>
    <message>
        <source>Numbers and ports</source>
        <translation>序号与端口</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Windows and acknowledgments</source>
        <translation>窗口与确认</translation>
    </message>
    <message>
        <source>Options of TCP</source>
        <translation>TCP 选项</translation>
    </message>
    <message>
        <source>Listening, idling, closing</source>
        <translation>监听、空闲与关闭</translation>
    </message>
    <message>
        <source>octets</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Host options</source>
        <translation>主机选项</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>All as the stack has it</source>
        <translation>全部随协议栈</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Right are {0} to {1}, or nothing: then the stack chooses.</source>
        <translation>应为 {0} 到 {1}，或留空：由协议栈决定。</translation>
    </message>
    <message>
        <source>as the stack: {0}</source>
        <translation>随协议栈：{0}</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>This cannot be restored.</source>
        <translation>无法恢复。</translation>
    </message>
</context>
<context>
    <name>KnowledgeTab</name>
    <message>
        <source>{0} knows</source>
        <translation>{0}知道</translation>
    </message>
    <message>
        <source>since step {0}</source>
        <translation>从第 {0} 步起</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>还不知道</translation>
    </message>
    <message>
        <source>{0} can send</source>
        <translation>{0}能发送</translation>
    </message>
    <message>
        <source>{0} can receive</source>
        <translation>{0}能接收</translation>
    </message>
    <message>
        <source>No connection has begun, so there is nothing to know yet.</source>
        <translation>连接尚未开始建立，双方还一无所知。</translation>
    </message>
    <message>
        <source>Both sides know that both can send and receive: the connection is open.</source>
        <translation>双方都知道彼此既能发送也能接收：连接已经建立。</translation>
    </message>
    <message>
        <source>Only what has arrived tells anything; what was sent may be lost.</source>
        <translation>只有到达的报文段才能说明问题；发出的报文段可能丢失。</translation>
    </message>
</context>
<context>
    <name>LessonDialog</name>
    <message>
        <source>Save as lesson</source>
        <translation>另存为课程</translation>
    </message>
    <message>
        <source>Every step is told in the words of its rule. The file can then be rewritten in any text editor; README.md beside the lessons that come along says how.</source>
        <translation>每一步都先用相应规则的文字讲述。之后可以用任何文本编辑器修改这个文件；写法见随附课程旁的 README.md。</translation>
    </message>
    <message>
        <source>In {0}; if empty, as in the other language</source>
        <translation>{0}；留空则与另一种语言相同</translation>
    </message>
    <message>
        <source>Title ({0})</source>
        <translation>标题（{0}）</translation>
    </message>
    <message>
        <source>Question ({0})</source>
        <translation>问题（{0}）</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>A title is missing.</source>
        <translation>还缺标题。</translation>
    </message>
    <message>
        <source>A question is missing: what does the lesson answer?</source>
        <translation>还缺问题：这一课要回答什么？</translation>
    </message>
    <message>
        <source>The id is the file&apos;s name: lower-case letters, digits and “-”.</source>
        <translation>标识就是文件名：只能用小写字母、数字和“-”。</translation>
    </message>
    <message>
        <source>A lesson of this id comes with TCP Lab; choose another one.</source>
        <translation>TCP Lab 自带的课程已使用这个标识，请换一个。</translation>
    </message>
</context>
<context>
    <name>LessonsSection</name>
    <message>
        <source>Lessons</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>{0} of {1} done</source>
        <translation>完成 {0} / {1}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Step {0} of {1}</source>
        <translation>第 {0} 步，共 {1} 步</translation>
    </message>
    <message>
        <source>Step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
    <message>
        <source>Undo all edits</source>
        <translation>撤销全部修改</translation>
    </message>
    <message>
        <source>Back to the lesson</source>
        <translation>恢复课程原样</translation>
    </message>
    <message>
        <source>Compare runs</source>
        <translation>对比运行</translation>
    </message>
    <message>
        <source>Lesson {0}</source>
        <translation>第 {0} 课</translation>
    </message>
    <message>
        <source>Branch {0}</source>
        <translation>分支 {0}</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>Recent files</source>
        <translation>最近的文件</translation>
    </message>
    <message>
        <source>System theme</source>
        <translation>跟随系统主题</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>深色主题</translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation>清空列表</translation>
    </message>
    <message>
        <source>A wider window has room for this size</source>
        <translation>窗口再宽一些才放得下这个大小</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
</context>
<context>
    <name>NetstatTab</name>
    <message>
        <source>{0} more that are not listed here</source>
        <translation>另有 {0} 个未列出</translation>
    </message>
    <message>
        <source>{0} for {1} so far</source>
        <translation>{0}：已持续 {1}</translation>
    </message>
    <message>
        <source>can be caught</source>
        <translation>看得到</translation>
    </message>
    <message>
        <source>gone between two looks a second apart</source>
        <translation>每秒看一次会错过</translation>
    </message>
    <message>
        <source>{0} for {1} of {2}: {3}</source>
        <translation>{0}：已持续 {1}，共 {2}，{3}</translation>
    </message>
    <message>
        <source>Which tool</source>
        <translation>使用哪个工具</translation>
    </message>
    <message>
        <source>all sockets, listening or not</source>
        <translation>全部套接字，无论是否在监听</translation>
    </message>
    <message>
        <source>numbers instead of names</source>
        <translation>用数字代替名称</translation>
    </message>
    <message>
        <source>the program that holds the socket</source>
        <translation>持有套接字的程序</translation>
    </message>
    <message>
        <source>TCP</source>
        <translation>TCP</translation>
    </message>
    <message>
        <source>UDP: the lab has none</source>
        <translation>UDP：本程序不涉及</translation>
    </message>
    <message>
        <source>listening sockets alone</source>
        <translation>只看监听套接字</translation>
    </message>
</context>
<context>
    <name>NetworkSection</name>
    <message>
        <source>when all is quiet</source>
        <translation>不再有事发生时</translation>
    </message>
    <message>
        <source>Right are 0 to {0}, or nothing: then it ends when all is quiet.</source>
        <translation>应为 0 到 {0}；留空则到不再有事发生时结束。</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>One way, for every segment</source>
        <translation>每个报文段的单程延迟</translation>
    </message>
    <message>
        <source>Jitter</source>
        <translation>抖动</translation>
    </message>
    <message>
        <source>Up to so much more, at random</source>
        <translation>随机增加的延迟，最多这么多</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>The chance that a segment is lost</source>
        <translation>报文段丢失的概率</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>The chance that a segment comes twice</source>
        <translation>报文段到达两次的概率</translation>
    </message>
    <message>
        <source>Reorder</source>
        <translation>乱序</translation>
    </message>
    <message>
        <source>The chance that a segment is held back</source>
        <translation>报文段被耽搁的概率</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed gives the same chances</source>
        <translation>种子相同，随机结果就相同</translation>
    </message>
    <message>
        <source>Ends at</source>
        <translation>结束于</translation>
    </message>
    <message>
        <source>The end of the experiment, in ms</source>
        <translation>实验在何时结束（毫秒）</translation>
    </message>
    <message>
        <source>Another seed</source>
        <translation>换一个种子</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Your unsaved work is back; TCP Lab had not ended as it should.</source>
        <translation>TCP Lab 上次未正常退出；未保存的编辑已恢复。</translation>
    </message>
    <message>
        <source>There is unsaved work; TCP Lab had not ended as it should.</source>
        <translation>TCP Lab 上次未正常退出，还有未保存的编辑。</translation>
    </message>
    <message>
        <source>Restore it</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Edits cannot be kept for the case of a crash: {0}</source>
        <translation>无法为意外退出保留编辑：{0}</translation>
    </message>
    <message>
        <source>{0} is gone from the disk; your experiment is still here.</source>
        <translation>{0} 已不在磁盘上；您的实验仍在这里。</translation>
    </message>
    <message>
        <source>{0} was changed by another program.</source>
        <translation>{0} 被其他程序修改了。</translation>
    </message>
    <message>
        <source>Load it</source>
        <translation>载入修改</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的</translation>
    </message>
    <message>
        <source>{0} was changed by another program and read again.</source>
        <translation>{0} 被其他程序修改，已重新读取。</translation>
    </message>
    <message>
        <source>Stopped after {0} events.</source>
        <translation>已在 {0} 个事件后停止。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>There is nothing to compare this run with yet: edit it (lose a segment), or open a file.</source>
        <translation>还没有可与本次运行对比的内容：请先做一处编辑（例如丢失一个报文段），或打开一个文件。</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
</context>
<context>
    <name>NumberChoice</name>
    <message>
        <source>Check</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>Your number</source>
        <translation>你的答案（数字）</translation>
    </message>
</context>
<context>
    <name>Offers</name>
    <message>
        <source>connect to {0} at {1}</source>
        <translation>在 {1} 连接 {0}</translation>
    </message>
    <message>
        <source>listen on port {0} at {1}</source>
        <translation>在 {1} 监听端口 {0}</translation>
    </message>
    <message>
        <source>send {0} octets at {1}</source>
        <translation>在 {1} 发送 {0} 字节</translation>
    </message>
    <message>
        <source>shutdown(SHUT_WR) at {0}: no more data from here</source>
        <translation>在 {0} 调用 shutdown(SHUT_WR)：此后不再发送数据</translation>
    </message>
    <message>
        <source>{0}() at {1}, of the listener</source>
        <translation>在 {1} 对监听套接字调用 {0}()</translation>
    </message>
    <message>
        <source>{0}() at {1}</source>
        <translation>在 {1} 调用 {0}()</translation>
    </message>
    <message>
        <source>{0}() in {1} fails: {2}</source>
        <translation>处于 {1} 时 {0}() 失败：{2}</translation>
    </message>
    <message>
        <source>{0} in {1}: TCP answers “{2}” ({3})</source>
        <translation>处于 {1} 时调用 {0}，TCP 返回“{2}”（{3}）</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>TCB</source>
        <translation>TCB</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>首部</translation>
    </message>
    <message>
        <source>netstat</source>
        <translation>netstat</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Knowledge</source>
        <translation>双方所知</translation>
    </message>
    <message>
        <source>About this step</source>
        <translation>关于这一步</translation>
    </message>
</context>
<context>
    <name>Plots</name>
    <message>
        <source>lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>sent again</source>
        <translation>重传</translation>
    </message>
    <message>
        <source>{0} timed out</source>
        <translation>{0} 超时</translation>
    </message>
    <message>
        <source>Save the plots</source>
        <translation>保存曲线图</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation>矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>Values (*.csv)</source>
        <translation>数值 (*.csv)</translation>
    </message>
    <message>
        <source>The plots were not saved.</source>
        <translation>曲线图未保存。</translation>
    </message>
</context>
<context>
    <name>PlotsWindow</name>
    <message>
        <source>Plots</source>
        <translation>曲线图</translation>
    </message>
    <message>
        <source>Time to scale</source>
        <translation>时间按比例</translation>
    </message>
    <message>
        <source>Else long silences are cut short, as on the canvas</source>
        <translation>否则与时序图一样缩短长时间的空白</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Sequence numbers</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>RTO (s)</source>
        <translation>RTO（秒）</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接数</translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation>时间（秒）</translation>
    </message>
</context>
<context>
    <name>PredictPanel</name>
    <message>
        <source>It is written in {0}.</source>
        <translation>依据见 {0}。</translation>
    </message>
    <message>
        <source>No rule of TCP decides it, but the network or a program.</source>
        <translation>这不由 TCP 的规则决定，而取决于网络或应用程序。</translation>
    </message>
    <message>
        <source>Click a state in the diagram.</source>
        <translation>请在状态图中点选一个状态。</translation>
    </message>
    <message>
        <source>Type the number and press Enter.</source>
        <translation>输入数字后按回车键。</translation>
    </message>
    <message>
        <source>Click an answer.</source>
        <translation>请点选一个答案。</translation>
    </message>
    <message>
        <source>The answer: {0}</source>
        <translation>答案：{0}</translation>
    </message>
    <message>
        <source>Right: {0}</source>
        <translation>正确：{0}</translation>
    </message>
    <message>
        <source>Not {0}, but {1}</source>
        <translation>不是 {0}，而是 {1}</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>什么也不发送</translation>
    </message>
    <message>
        <source>{0} with data</source>
        <translation>{0}（携带数据）</translation>
    </message>
    <message>
        <source>Question {0} of {1}</source>
        <translation>第 {0} 题，共 {1} 题</translation>
    </message>
    <message>
        <source>{0} of {1} right last time</source>
        <translation>上次答对 {0} 题，共 {1} 题</translation>
    </message>
    <message>
        <source>{0} of {1} right</source>
        <translation>答对 {0} 题，共 {1} 题</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Show me</source>
        <translation>看答案</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Ask no more, and show everything again (P)</source>
        <translation>不再提问，并重新显示全部内容（P）</translation>
    </message>
</context>
<context>
    <name>Predicting</name>
    <message>
        <source>What will {0} send in the next step?</source>
        <translation>下一步{0}会发送什么？</translation>
    </message>
    <message>
        <source>Which state will {0} be in after the next step?</source>
        <translation>下一步之后，{0}会处于哪个状态？</translation>
    </message>
</context>
<context>
    <name>Printing</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>This was not copied.</source>
        <translation>未能复制。</translation>
    </message>
    <message>
        <source>This was not exported.</source>
        <translation>未能导出。</translation>
    </message>
</context>
<context>
    <name>ProgramTab</name>
    <message>
        <source>The programs are shown as long as they make the calls of the lesson.</source>
        <translation>只有程序仍按本课发出调用时，才显示程序代码。</translation>
    </message>
</context>
<context>
    <name>ResultsStrip</name>
    <message>
        <source>Changed in {0}: {1}</source>
        <translation>{0} 中的改动：{1}</translation>
    </message>
    <message>
        <source>Only in {0}: {1}</source>
        <translation>仅 {0} 有：{1}</translation>
    </message>
    <message>
        <source>In {0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{0}: {1} in {2}, {3} in {4}</source>
        <translation>{0}：{2} 中为 {1}，{4} 中为 {3}</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>Why in {0}: {1}</source>
        <translation>{0} 的原因：{1}</translation>
    </message>
    <message>
        <source>{0} reaches {1}</source>
        <translation>{0}到达 {1}</translation>
    </message>
    <message>
        <source>{0} ends in</source>
        <translation>{0}最终状态</translation>
    </message>
    <message>
        <source>Ends after</source>
        <translation>结束于</translation>
    </message>
    <message>
        <source>Segments sent</source>
        <translation>发送报文段</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>Sent again</source>
        <translation>重传</translation>
    </message>
    <message>
        <source>Octets read</source>
        <translation>读取字节</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Transitions</source>
        <translation>变迁</translation>
    </message>
</context>
<context>
    <name>StackMenu</name>
    <message>
        <source>Textbook</source>
        <translation>教科书</translation>
    </message>
    <message>
        <source>no options, no delayed ACK, MSL 30 s</source>
        <translation>无选项，无延迟确认，MSL 30 s</translation>
    </message>
    <message>
        <source>RFC 9293</source>
        <translation>RFC 9293</translation>
    </message>
    <message>
        <source>MSL 2 min, delayed ACK, Nagle, MSS option</source>
        <translation>MSL 2 分钟，延迟确认，Nagle，MSS 选项</translation>
    </message>
    <message>
        <source>Linux</source>
        <translation>Linux</translation>
    </message>
    <message>
        <source>TIME-WAIT 60 s, RTO from 200 ms</source>
        <translation>TIME-WAIT 60 s，RTO 从 200 ms 起</translation>
    </message>
    <message>
        <source>Broken: two-way handshake</source>
        <translation>有缺陷：两次握手</translation>
    </message>
    <message>
        <source>ESTABLISHED as soon as the SYN is there</source>
        <translation>收到 SYN 即进入 ESTABLISHED</translation>
    </message>
    <message>
        <source>Broken: no TIME-WAIT</source>
        <translation>有缺陷：没有 TIME-WAIT</translation>
    </message>
    <message>
        <source>CLOSED at once after the last ACK</source>
        <translation>发出最后的 ACK 后立即 CLOSED</translation>
    </message>
</context>
<context>
    <name>StackSection</name>
    <message>
        <source>Stack</source>
        <translation>协议栈</translation>
    </message>
    <message>
        <source>each host</source>
        <translation>各主机不同</translation>
    </message>
    <message>
        <source>both hosts</source>
        <translation>两台主机</translation>
    </message>
    <message>
        <source>One stack for both hosts, or one for each</source>
        <translation>两台主机共用一个协议栈，或各用一个</translation>
    </message>
    <message>
        <source>ISS {0}</source>
        <translation>ISS {0}</translation>
    </message>
    <message>
        <source>first RTO {0}</source>
        <translation>初始 RTO {0}</translation>
    </message>
    <message>
        <source>MSL {0}</source>
        <translation>MSL {0}</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Step {0} of {1}</source>
        <translation>第 {0} 步，共 {1} 步</translation>
    </message>
    <message>
        <source>Step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
    <message>
        <source>back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>on</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Before anything has happened</source>
        <translation>一切开始之前</translation>
    </message>
</context>
<context>
    <name>StateDiagram</name>
    <message>
        <source>State diagram</source>
        <translation>状态图</translation>
    </message>
    <message>
        <source>{host}, this run</source>
        <translation>{host}，本次运行</translation>
    </message>
    <message>
        <source>seen before</source>
        <translation>以前见过</translation>
    </message>
    <message>
        <source>not yet seen</source>
        <translation>尚未见过</translation>
    </message>
    <message>
        <source>rcv RST, or ABORT / snd RST, to CLOSED</source>
        <translation>收到 RST，或 ABORT / 发送 RST，到 CLOSED</translation>
    </message>
    <message>
        <source>passive OPEN</source>
        <translation>被动 OPEN</translation>
    </message>
    <message>
        <source>active OPEN</source>
        <translation>主动 OPEN</translation>
    </message>
    <message>
        <source>CLOSE</source>
        <translation>CLOSE</translation>
    </message>
    <message>
        <source>SEND</source>
        <translation>SEND</translation>
    </message>
    <message>
        <source>rcv SYN</source>
        <translation>收到 SYN</translation>
    </message>
    <message>
        <source>rcv RST</source>
        <translation>收到 RST</translation>
    </message>
    <message>
        <source>rcv ACK of SYN</source>
        <translation>收到对 SYN 的 ACK</translation>
    </message>
    <message>
        <source>rcv SYN,ACK</source>
        <translation>收到 SYN,ACK</translation>
    </message>
    <message>
        <source>rcv FIN</source>
        <translation>收到 FIN</translation>
    </message>
    <message>
        <source>rcv ACK of FIN</source>
        <translation>收到对 FIN 的 ACK</translation>
    </message>
    <message>
        <source>rcv FIN + ACK of FIN</source>
        <translation>收到 FIN + 对 FIN 的 ACK</translation>
    </message>
    <message>
        <source>timeout 2MSL</source>
        <translation>2MSL 超时</translation>
    </message>
    <message>
        <source>create TCB</source>
        <translation>建立 TCB</translation>
    </message>
    <message>
        <source>create TCB, snd SYN</source>
        <translation>建立 TCB，发送 SYN</translation>
    </message>
    <message>
        <source>delete TCB</source>
        <translation>删除 TCB</translation>
    </message>
    <message>
        <source>snd SYN</source>
        <translation>发送 SYN</translation>
    </message>
    <message>
        <source>snd SYN,ACK</source>
        <translation>发送 SYN,ACK</translation>
    </message>
    <message>
        <source>snd ACK</source>
        <translation>发送 ACK</translation>
    </message>
    <message>
        <source>snd FIN</source>
        <translation>发送 FIN</translation>
    </message>
    <message>
        <source>snd ACK, restart 2MSL</source>
        <translation>发送 ACK，重启 2MSL</translation>
    </message>
    <message>
        <source>passive open</source>
        <translation>被动打开</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>reset</source>
        <translation>被复位</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>中止</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>another SYN</source>
        <translation>另一个 SYN</translation>
    </message>
    <message>
        <source>reopened</source>
        <translation>重新建立</translation>
    </message>
    <message>
        <source>broken stack</source>
        <translation>有缺陷的协议栈</translation>
    </message>
    <message>
        <source>({0})</source>
        <translation>（{0}）</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0}（{1}）</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>{state}: {hosts}</source>
        <translation>{state}：{hosts}</translation>
    </message>
    <message>
        <source>used in this run</source>
        <translation>本次运行中经过</translation>
    </message>
    <message>
        <source>seen in an earlier run</source>
        <translation>以前的运行中见过</translation>
    </message>
</context>
<context>
    <name>TcbTab</name>
    <message>
        <source>+{0} more</source>
        <translation>另有 {0} 个</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Delayed ACK</source>
        <translation>延迟确认</translation>
    </message>
    <message>
        <source>Persist</source>
        <translation>持续</translation>
    </message>
    <message>
        <source>Keep-alive</source>
        <translation>保活</translation>
    </message>
    <message>
        <source>User timeout</source>
        <translation>用户超时</translation>
    </message>
    <message>
        <source>{0}, idle</source>
        <translation>{0}，未运行</translation>
    </message>
    <message>
        <source>{0}, {1} left</source>
        <translation>{0}，还剩 {1}</translation>
    </message>
</context>
<context>
    <name>TimelineCorner</name>
    <message>
        <source>{0} branches</source>
        <translation>{0} 个分支</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Changed, and not yet saved</source>
        <translation>有尚未保存的修改</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
</context>
<context>
    <name>TouchMenu</name>
    <message>
        <source>Go to its arrival</source>
        <translation>转到它到达时</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>让它不再丢失</translation>
    </message>
    <message>
        <source>Lose it</source>
        <translation>让它丢失</translation>
    </message>
    <message>
        <source>Only once</source>
        <translation>只到达一次</translation>
    </message>
    <message>
        <source>Duplicate it</source>
        <translation>让它到达两次</translation>
    </message>
    <message>
        <source>As the network delivers it</source>
        <translation>按网络原样送达</translation>
    </message>
    <message>
        <source>Edit its fields…</source>
        <translation>编辑字段…</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>删除它</translation>
    </message>
    <message>
        <source>Remove all {0}</source>
        <translation>全部删除（{0} 个）</translation>
    </message>
    <message>
        <source>Edit its arguments…</source>
        <translation>编辑参数…</translation>
    </message>
    <message>
        <source>Take this call away</source>
        <translation>删除这个调用</translation>
    </message>
    <message>
        <source>Go to this call</source>
        <translation>转到这个调用</translation>
    </message>
    <message>
        <source>{0} ms shorter</source>
        <translation>缩短 {0} ms</translation>
    </message>
    <message>
        <source>{0} ms longer</source>
        <translation>延长 {0} ms</translation>
    </message>
    <message>
        <source>Mend the cable</source>
        <translation>接通网线</translation>
    </message>
    <message>
        <source>Go to its beginning</source>
        <translation>转到它开始时</translation>
    </message>
    <message>
        <source>{0} ms earlier</source>
        <translation>提前 {0} ms</translation>
    </message>
    <message>
        <source>{0} ms later</source>
        <translation>推迟 {0} ms</translation>
    </message>
    <message>
        <source>Go to this moment</source>
        <translation>转到这一时刻</translation>
    </message>
    <message>
        <source>Forge a segment to {0}</source>
        <translation>向{0}伪造报文段</translation>
    </message>
    <message>
        <source>Cut the cable of {0} for 1 s</source>
        <translation>让{0}的网线断开 1 s</translation>
    </message>
</context>
<context>
    <name>Touching</name>
    <message>
        <source>Other calls need the socket that this call makes.</source>
        <translation>其他调用需要这个调用创建的套接字。</translation>
    </message>
</context>
<context>
    <name>WayNotice</name>
    <message>
        <source>Looking for a way …</source>
        <translation>正在寻找路径……</translation>
    </message>
    <message>
        <source>No way there in this run.</source>
        <translation>本次运行不会到这里。</translation>
    </message>
    <message>
        <source>No program gets there: a socket that listens cannot send.</source>
        <translation>程序走不到这里：正在监听的套接字不能发送数据。</translation>
    </message>
    <message>
        <source>No way found with up to {0} more calls or mishaps.</source>
        <translation>最多添加 {0} 个调用或网络意外，都没有找到路径。</translation>
    </message>
    <message>
        <source>No way found within {0} runs.</source>
        <translation>试过 {0} 次运行，没有找到路径。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Take me there</source>
        <translation>带我去</translation>
    </message>
</context>
<context>
    <name>WhyTab</name>
    <message>
        <source>Predict, then see: </source>
        <translation>先预测，再观察：</translation>
    </message>
    <message>
        <source>{0} questions (P)</source>
        <translation>{0} 道题（P）</translation>
    </message>
    <message>
        <source>one question (P)</source>
        <translation>1 道题（P）</translation>
    </message>
    <message>
        <source>Before anything has happened</source>
        <translation>一切开始之前</translation>
    </message>
    <message>
        <source>Start with listen() on the server.</source>
        <translation>先在服务器上调用 listen()。</translation>
    </message>
    <message>
        <source>Every host is up, and no segment is on its way.</source>
        <translation>所有主机都已就绪，网络上还没有报文段。</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>{0} more</source>
        <translation>另有 {0} 条</translation>
    </message>
    <message>
        <source>What else happened in this step</source>
        <translation>这一步还发生了什么</translation>
    </message>
</context>
<context>
    <name>_Listing</name>
    <message>
        <source>has ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>waits in a call</source>
        <translation>阻塞在调用中</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>运行中</translation>
    </message>
</context>
<context>
    <name>_StackRow</name>
    <message>
        <source>Stack of {0}</source>
        <translation>{0}的协议栈</translation>
    </message>
    <message>
        <source>Stack</source>
        <translation>协议栈</translation>
    </message>
    <message>
        <source>Options of {0} (O)</source>
        <translation>{0}的选项（O）</translation>
    </message>
    <message>
        <source>Options of each host (O)</source>
        <translation>各主机的选项（O）</translation>
    </message>
</context>
<context>
    <name>_Value</name>
    <message>
        <source>{0}, unchanged</source>
        <translation>{0}，不变</translation>
    </message>
</context>
</TS>
